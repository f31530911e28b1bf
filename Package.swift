// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
]

// The inner loops go through classes that nobody else sees; tests, which are built for debugging, check
// that accesses to them do not overlap.
let fast: [SwiftSetting] = [
  .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))
]

let package = Package(
  name: "simctl",
  products: [
    .executable(name: "simctl", targets: ["simctl"]),
    .library(name: "Sim", targets: ["Sim"]),
    .library(name: "Scenarios", targets: ["Scenarios"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // The simulated kernel, and nothing else: no files, no YAML, no Foundation.
    .target(name: "Sim", swiftSettings: strict + fast),
    // The linux/*.h that drivers are compiled against, embedded so that a copied binary works anywhere.
    .target(name: "KernelHeaders"),
    // From files to programs: YAML, clang, LLVM IR, interleaving diagrams.
    .target(
      name: "Scenarios",
      dependencies: ["Sim", "KernelHeaders", .product(name: "Yams", package: "Yams")],
      swiftSettings: strict),
    // Commands and output formats.
    .executableTarget(
      name: "simctl",
      dependencies: [
        "Sim", "Scenarios",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .testTarget(name: "SimTests", dependencies: ["Sim"], swiftSettings: strict),
    .testTarget(name: "ScenariosTests", dependencies: ["Scenarios", "Sim"], swiftSettings: strict),
    .testTarget(name: "simctlTests", dependencies: ["simctl", "Scenarios", "Sim"], swiftSettings: strict),
  ],
  cLanguageStandard: .c2x
)
