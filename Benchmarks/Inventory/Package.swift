// swift-tools-version: 6.1
import PackageDescription

/// The Penstock side of `Benchmarks/inventory.py`. A package of its own, so that the product carries none of it.
let package = Package(
    name: "InventoryBenchmark",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "Penstock", path: "../..")],
    targets: [
        .executableTarget(
            name: "InventoryBenchmark",
            dependencies: [
                .product(name: "InventoryModels", package: "Penstock"), .product(name: "SafetyStockPlacement", package: "Penstock"),
            ],
            swiftSettings: [.swiftLanguageMode(.v6)])
    ]
)
