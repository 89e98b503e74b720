// swift-tools-version: 6.2

import PackageDescription

// MARK: - Dependencies

let numerics = Target.Dependency.product(name: "Numerics", package: "swift-numerics")
let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

// MARK: - Package

let package = Package(
  name: "netrepl",
  products: [
    .library(name: "Core", targets: ["Core"]),
    .library(name: "Formats", targets: ["Formats"]),
    .executable(name: "netrepl", targets: ["NetREPL"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
  ],
  targets: [
    // MARK: Libraries
    .target(
      name: "Core", dependencies: ["CKernels", "CLinearAlgebra", "CMultiprecision", numerics]),
    .target(name: "Formats", dependencies: ["Core", "CZlib"]),

    // MARK: Program
    .executableTarget(
      name: "NetREPL",
      dependencies: ["Core", "Formats", "CLibedit", "CSystem", argumentParser],
      exclude: ["Examples/SOURCE.txt"],
      resources: [
        .embedInCode("Examples/small.json"), .embedInCode("Examples/post.json"),
        .embedInCode("Examples/iris.json"), .embedInCode("Examples/diabetes.json"),
      ]),

    // MARK: C
    .systemLibrary(
      name: "CLinearAlgebra", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CMultiprecision", pkgConfig: "mpfr", providers: [.apt(["libmpfr-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CSystem"),
    .target(name: "CKernels"),
    .target(name: "CLibedit", linkerSettings: [.linkedLibrary("edit")]),

    // MARK: Tests
    .target(name: "CTestSupport", path: "Tests/CTestSupport"),
    .target(
      name: "TestSupport", dependencies: ["Core", "CTestSupport", numerics],
      path: "Tests/TestSupport"),
    .executableTarget(
      name: "KernelProbe", dependencies: ["CLinearAlgebra"], path: "Tests/KernelProbe"),
    .testTarget(
      name: "CoreTests", dependencies: ["Core", "Formats", "TestSupport", "KernelProbe", numerics],
      exclude: ["Oracles"]),
    .testTarget(name: "FormatsTests", dependencies: ["Formats", "Core", "TestSupport"]),
    .testTarget(
      name: "NetREPLTests", dependencies: ["NetREPL", "Core", "Formats", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6]
)

// MARK: - Settings

let swiftSettings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let writtenInC = ["CKernels", "CLibedit", "CTestSupport"]
for target in package.targets where target.type != .system && !writtenInC.contains(target.name) {
  target.swiftSettings = swiftSettings
}
