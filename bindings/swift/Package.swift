// swift-tools-version: 6.0
import Foundation
import PackageDescription

// The facade for Swift: what `bindings/build` writes into `generated`, with the few types that are
// written by hand. Phones link the framework that `bindings/build-ios` makes; elsewhere the library
// that was built for this computer is used.
let framework = "PatchworkClientFFI.xcframework"
let hasFramework = FileManager.default.fileExists(
  atPath: Context.packageDirectory + "/" + framework)
let built =
  Context.environment["PATCHWORK_BUILT"] ?? Context.packageDirectory + "/../../target/debug"

let package = Package(
  name: "PatchworkSwift",
  platforms: [.iOS(.v17), .macOS(.v14)],
  products: [
    .library(name: "Patchwork", targets: ["Patchwork"]),
    .library(name: "PatchworkTesting", targets: ["PatchworkTesting"]),
  ],
  targets: [
    hasFramework
      ? .binaryTarget(name: "PatchworkClientFFI", path: framework)
      : .systemLibrary(name: "PatchworkClientFFI", path: "generated/PatchworkClientFFI"),
    .target(name: "PatchworkIds"),
    .target(
      name: "PatchworkClient",
      dependencies: ["PatchworkClientFFI", "PatchworkIds"],
      path: "generated/PatchworkClient",
      // What is generated is not written for Swift 6 yet.
      swiftSettings: [.swiftLanguageMode(.v5)],
      linkerSettings: hasFramework
        ? []
        : [
          .unsafeFlags(["-L", built, "-Xlinker", "-rpath", "-Xlinker", built]),
          .linkedLibrary("patchwork_ffi"),
        ]
    ),
    .target(name: "Patchwork", dependencies: ["PatchworkClient"]),
    // A relay and people for tests; those of the app use them too.
    .target(name: "PatchworkTesting", dependencies: ["Patchwork"]),
    .testTarget(name: "PatchworkTests", dependencies: ["Patchwork", "PatchworkTesting"]),
  ],
  swiftLanguageModes: [.v6]
)
