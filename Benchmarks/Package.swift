// swift-tools-version: 6.2

import PackageDescription

// A package of its own: the program builds and tests without it.
let package = Package(
  name: "benchmarks",
  dependencies: [.package(name: "netrepl", path: "..")],
  targets: [
    .executableTarget(
      name: "benchmarks",
      dependencies: ["CBLAS", .product(name: "Core", package: "netrepl")],
      path: "Sources/Benchmarks",
      swiftSettings: [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .treatAllWarnings(as: .error),
      ]),
    .systemLibrary(name: "CBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
  ],
  swiftLanguageModes: [.v6]
)
