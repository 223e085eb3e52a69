// swift-tools-version: 6.0
import PackageDescription

// What the app for iPhones decides, without its screens: it is built and tested on any computer.
// The screens in `App` are built by Xcode (project.yml) and link this.
let package = Package(
  name: "PatchworkApp",
  platforms: [.iOS(.v17), .macOS(.v14)],
  products: [.library(name: "AppCore", targets: ["AppCore"])],
  dependencies: [.package(name: "PatchworkSwift", path: "../bindings/swift")],
  targets: [
    .target(
      name: "AppCore",
      dependencies: [.product(name: "Patchwork", package: "PatchworkSwift")],
      // Swift 6.0's own Observation for Linux names a function that no library of it has, and never
      // calls it.
      linkerSettings: [
        .unsafeFlags(["-Xlinker", "--allow-shlib-undefined"], .when(platforms: [.linux]))
      ]
    ),
    .testTarget(
      name: "AppCoreTests",
      dependencies: [
        "AppCore",
        .product(name: "Patchwork", package: "PatchworkSwift"),
        .product(name: "PatchworkTesting", package: "PatchworkSwift"),
      ]
    ),
  ],
  swiftLanguageModes: [.v6]
)
