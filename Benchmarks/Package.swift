// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "simctl", path: "..")],
  targets: [
    .executableTarget(
      name: "bench",
      dependencies: [
        .product(name: "Sim", package: "simctl"), .product(name: "Scenarios", package: "simctl"),
      ])
  ]
)
