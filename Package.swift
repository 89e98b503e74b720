// swift-tools-version: 6.2

import PackageDescription

// MARK: - Dependencies

let numerics = Target.Dependency.product(name: "Numerics", package: "swift-numerics")
let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")

/// Arguments as the compiler hands them on to the linker.
func linker(_ arguments: String...) -> [String] { arguments.flatMap { ["-Xlinker", $0] } }

// MARK: - Package

let package = Package(
  name: "netrepl",
  products: [
    .library(name: "Core", targets: ["Core"]),
    .library(name: "Formats", targets: ["Formats"]),
    .library(name: "FuzzTargets", targets: ["FuzzTargets"]),
    .executable(name: "netrepl", targets: ["NetREPL"]),
    .executable(name: "netrepl-hdf5", targets: ["HDF5Reader"]),
    // What `make install` calls libnetrepl.so.
    .library(name: "netrepl-library", type: .dynamic, targets: ["NetREPLLibrary"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
    // Without its traits: streams of messages would bring all of Foundation, which nothing here uses.
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
  ],
  targets: [
    // MARK: Libraries, each of what it may import: the checks never import the derivatives
    .target(name: "Conversions", path: "Sources/Core/Conversions"),
    .target(
      name: "LinearAlgebra",
      dependencies: ["CLinearAlgebra", "CKernels", "Conversions", "Platform"],
      path: "Sources/Core/LinearAlgebra"),
    .target(
      name: "Formula", dependencies: ["CMultiprecision", "Conversions", numerics],
      path: "Sources/Core/Formula"),
    .target(
      name: "Networks", dependencies: ["LinearAlgebra", "Formula", "CKernels", numerics],
      path: "Sources/Core/Networks"),
    .target(
      name: "FiniteDifferences", dependencies: ["LinearAlgebra", "Networks", numerics],
      path: "Sources/Core/FiniteDifferences"),
    .target(
      name: "Derivatives", dependencies: ["LinearAlgebra", "Formula", "Networks", "CKernels"],
      path: "Sources/Core/Derivatives"),
    .target(
      name: "Bounds", dependencies: ["LinearAlgebra", "Formula", "Networks"],
      path: "Sources/Core/Bounds"),
    .target(
      name: "Explanation",
      dependencies: [
        "LinearAlgebra", "Formula", "Networks", "FiniteDifferences", "Derivatives", numerics,
      ], path: "Sources/Core/Explanation"),
    .target(
      name: "Expressions",
      dependencies: ["LinearAlgebra", "Formula", "Networks", "Derivatives", numerics],
      path: "Sources/Core/Expressions"),
    // What programs in other languages are written from: nothing that computes stands on it.
    .target(
      name: "Programs", dependencies: ["Formula", "Networks", numerics],
      path: "Sources/Core/Programs"),
    .target(name: "Statistics", path: "Sources/Core/Statistics"),
    .target(
      name: "Core",
      dependencies: [
        "LinearAlgebra", "Formula", "Networks", "FiniteDifferences", "Derivatives", "Bounds",
        "Explanation", "Expressions", "Statistics",
      ], path: "Sources/Core/Core"),
    .target(
      name: "Formats",
      dependencies: [
        "Core", "Conversions", "ONNXMessages", "Programs", "CZlib", "Platform", protobuf,
      ]),
    // Networks and their derivatives as programs and graphs of others.
    .target(name: "Exports", dependencies: ["Core", "Formats", "Programs"]),
    // Made by protoc from the few messages and fields of ONNX that are read and written.
    .target(name: "ONNXMessages", dependencies: [protobuf], exclude: ["onnx.proto"]),
    .target(name: "Platform", dependencies: ["Conversions", "CSystem"]),

    // MARK: Program
    .target(
      name: "Shell", dependencies: ["Core", "Conversions", "Exports", "Formats", "Platform"],
      path: "Sources/NetREPL/Shell",
      exclude: ["Commands/Networks/Examples/SOURCE.txt"],
      resources: ["small", "post", "iris", "diabetes"].map {
        .embedInCode("Commands/Networks/Examples/\($0).json")
      }),
    .executableTarget(
      name: "NetREPL",
      dependencies: [
        "Core", "Conversions", "Formats", "Platform", "Shell", "CLibedit", "CStartUp",
        argumentParser,
      ],
      path: "Sources/NetREPL/Program"),

    // MARK: Library for others
    // Nothing of it can be seen but the functions of netrepl.h. In a release what it needs is linked in,
    // since those who call it have no Swift, and a linear algebra library of their own.
    .target(
      name: "NetREPLLibrary", dependencies: ["Core", "Formats", "Platform"],
      exclude: ["netrepl.h", "exports.txt"],
      linkerSettings: [
        .unsafeFlags(
          ["-use-ld=lld"]
            + linker(
              "--version-script=\(Context.packageDirectory)/Sources/NetREPLLibrary/exports.txt")),
        .unsafeFlags(
          ["-static-stdlib"]
            + linker(
              "-soname=libnetrepl.so.1", "-z", "defs", "--gc-sections", "--as-needed",
              // What is found beside it is what its own libraries find, too: in a wheel.
              "--disable-new-dtags"),
          .when(configuration: .release)),
      ]),

    // The source of the package in Examples, built with all else: there it builds all of Core once more.
    .executableTarget(name: "Example", dependencies: ["Core"], path: "Examples/Sources/Example"),

    // MARK: C
    .systemLibrary(
      name: "CLinearAlgebra", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CMultiprecision", pkgConfig: "mpfr", providers: [.apt(["libmpfr-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CSystem"),
    .target(name: "CKernels"),
    .target(name: "CLibedit", linkerSettings: [.linkedLibrary("edit")]),
    .target(name: "CStartUp"),
    // A program of its own, without rights and without a library of the system: a file that breaks
    // libhdf5 breaks nothing else.
    .executableTarget(
      name: "HDF5Reader",
      cSettings: [.define("_GNU_SOURCE")],
      linkerSettings: [.unsafeFlags(["-static-executable"])]
        + [":libhdf5_serial.a", "sz", "aec", "z", "m"].map { .linkedLibrary($0) }),

    // MARK: Tests
    // What the package Fuzz runs, which can see no more of this one than its products.
    .target(
      name: "FuzzTargets", dependencies: ["Core", "Formats", "Shell", "Platform"],
      path: "Fuzz/Targets"),
    .target(name: "CTestSupport", path: "Tests/CTestSupport"),
    .target(
      name: "TestSupport",
      dependencies: ["Core", "FiniteDifferences", "Formats", "CTestSupport", numerics],
      path: "Tests/TestSupport"),
    .executableTarget(
      name: "KernelProbe", dependencies: ["CLinearAlgebra"], path: "Tests/KernelProbe"),
    .testTarget(name: "FormatsTests", dependencies: ["Formats", "Core", "TestSupport"]),
    .testTarget(
      name: "ExportsTests",
      dependencies: [
        "Exports", "Formats", "Core", "Programs", "ONNXMessages", "TestSupport", protobuf,
      ]),
    .testTarget(
      name: "LibraryTests", dependencies: ["Core", "Derivatives", "Formats", "TestSupport"],
      exclude: ["abi.c"]),
    .testTarget(
      name: "ShellTests", dependencies: ["Shell", "Core", "Formats", "Platform", "TestSupport"]),
    .testTarget(
      name: "ProgramTests",
      dependencies: ["NetREPL", "Shell", "Platform", "TestSupport", "FuzzTargets", "Example"]),
  ],
  swiftLanguageModes: [.v6]
)

// MARK: - Tests of the library, a target for each of its own

let core = [
  "LinearAlgebra", "Formula", "Networks", "FiniteDifferences", "Derivatives", "Bounds",
  "Explanation", "Expressions", "Programs", "Statistics",
]
package.targets += core.map { name in
  .testTarget(
    name: name + "Tests",
    dependencies: core.map { .byName(name: $0) } + ["Core", "Formats", "TestSupport", numerics]
      + (name == "LinearAlgebra" ? ["KernelProbe", "CKernels"] : []),
    exclude: name == "Networks" ? ["Oracles"] : [])
}

// MARK: - Sanitizers

// A static program has no room for them, and one that can only compute none for what they call; a library has
// none of its own, which the C program that calls it would need.
if Context.environment["NETREPL_SANITIZERS"] != nil {
  package.targets.removeAll { ["HDF5Reader", "NetREPLLibrary", "LibraryTests"].contains($0.name) }
  package.products.removeAll { ["netrepl-hdf5", "netrepl-library"].contains($0.name) }
}

// MARK: - Settings

let swiftSettings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let writtenInC = ["CKernels", "CLibedit", "CStartUp", "CTestSupport", "HDF5Reader"]

/// Those that work on memory of their own, entry by entry: every line of theirs would be marked.
let onPointers = ["LinearAlgebra", "Derivatives", "ONNXMessages", "NetREPLLibrary"]
for target in package.targets where target.type != .system && !writtenInC.contains(target.name) {
  target.swiftSettings = swiftSettings
  let isForTests = target.type == .test || target.path?.hasPrefix("Tests/") == true
  if !isForTests, !onPointers.contains(target.name) {
    target.swiftSettings?.append(.strictMemorySafety())
  }
}
