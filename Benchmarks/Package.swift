// swift-tools-version: 6.1
import PackageDescription

/// Measurements that need the library rather than the command. Apart, so that nothing of it is in the product.
let package = Package(
    name: "Benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "Penstock", path: "..")],
    targets: [
        .executableTarget(
            name: "ForecastingBenchmarks",
            dependencies: [
                .product(name: "Forecasting", package: "Penstock"), .product(name: "Numerical", package: "Penstock"),
                .product(name: "Simulation", package: "Penstock"), .product(name: "SupplyNetwork", package: "Penstock"),
            ],
            swiftSettings: [.swiftLanguageMode(.v6)])
    ]
)
