// swift-tools-version: 6.2

import PackageDescription

// A package of its own: the program builds and tests without it. See README.md.
let package = Package(
  name: "fuzz",
  dependencies: [.package(name: "netrepl", path: "..")],
  targets: [
    .executableTarget(
      name: "fuzz", dependencies: [.product(name: "FuzzTargets", package: "netrepl")],
      path: "Sources/Fuzz",
      swiftSettings: [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .treatAllWarnings(as: .error),
        // The fuzzer has the entry of the program.
        .unsafeFlags(["-parse-as-library"]),
      ])
  ],
  swiftLanguageModes: [.v6]
)
