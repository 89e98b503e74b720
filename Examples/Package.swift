// swift-tools-version: 6.2

import PackageDescription

// A package of its own, as yours would be; `swift run --package-path Examples`.
let package = Package(
  name: "example",
  dependencies: [.package(name: "netrepl", path: "..")],
  targets: [
    .executableTarget(name: "Example", dependencies: [.product(name: "Core", package: "netrepl")])
  ],
  swiftLanguageModes: [.v6]
)
