// swift-tools-version: 6.1
import PackageDescription

let settings: [SwiftSetting] = [.swiftLanguageMode(.v6)]

/// Reading order of the package: vocabulary and numerics below, one stage per module above them, the composition
/// (`Penstock`) and the command on top. Stages never import each other; see docs/adr/0001-modules.md.
func stage(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: ["SupplyNetwork", "Numerical"] + dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: Set([name, "SupplyNetwork", "Numerical", "TestSupport"]).sorted().map { .init(stringLiteral: $0) } + dependencies,
        swiftSettings: settings
    )
}

let package = Package(
    name: "Penstock",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "penstock", targets: ["PenstockCommand"]),
        .library(name: "Penstock", targets: ["Penstock"]),
        .library(name: "Forecasting", targets: ["Forecasting"]),
        .library(name: "InventoryModels", targets: ["InventoryModels"]),
        .library(name: "SafetyStockPlacement", targets: ["SafetyStockPlacement"]),
        .library(name: "SupplyNetwork", targets: ["SupplyNetwork"]),
        .library(name: "Numerical", targets: ["Numerical"]),
        .library(name: "Simulation", targets: ["Simulation"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.0.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
    ],
    targets: [
        .systemLibrary(name: "COpenBLAS", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CXlsxWriter", providers: [.apt(["libxlsxwriter-dev"])]),
        .systemLibrary(name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "COpenSSL", providers: [.apt(["libssl-dev"])]),

        .target(name: "CExchange"),
        .target(name: "CLightGBM", linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
        .target(name: "CHiGHS", linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),

        .target(name: "Numerical", dependencies: ["COpenBLAS"], swiftSettings: settings),
        .target(name: "InventoryModels", dependencies: ["Numerical"], swiftSettings: settings),
        .target(name: "SupplyNetwork", swiftSettings: settings),
        .target(name: "DelimitedText", dependencies: ["CZlib"], swiftSettings: settings),
        .target(name: "Wording", dependencies: ["SupplyNetwork"], swiftSettings: settings),

        .target(name: "Optimization", dependencies: ["CHiGHS", "Numerical"], swiftSettings: settings),
        .target(name: "SafetyStockPlacement", dependencies: ["Numerical", "Optimization"], swiftSettings: settings),
        .executableTarget(
            name: "safety-stock-benchmark", dependencies: ["Numerical", "SafetyStockPlacement", "TestSupport"],
            path: "Benchmarks/SafetyStock", swiftSettings: settings
        ),

        stage("Ingest", ["DelimitedText"]),
        stage("Reconciliation"),
        stage("Forecasting", ["CLightGBM"]),
        stage("Stockpiling"),
        stage("Replenishment", ["Optimization"]),
        stage("NetworkHealth"),
        stage("Reporting", ["Wording", "DelimitedText", "CXlsxWriter", "CZlib"]),
        stage("Alerting", ["Wording"]),
        stage("Simulation", ["DelimitedText"]),
        .target(name: "Delivery", dependencies: ["CCurl", "COpenSSL", "SupplyNetwork", "Wording"], swiftSettings: settings),

        .target(
            name: "Penstock",
            dependencies: [
                "SupplyNetwork", "Numerical", "DelimitedText", "Wording", "Ingest", "Reconciliation", "Forecasting",
                "Stockpiling", "Replenishment", "NetworkHealth", "Reporting", "Alerting", "Delivery", "Simulation",
                "SafetyStockPlacement",
                "CExchange", "Yams", .product(name: "GRDB", package: "GRDB.swift"), .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "PenstockCommand",
            dependencies: [
                "Penstock", "SupplyNetwork", "Numerical", "DelimitedText", "Wording", "Ingest", "Forecasting", "Delivery", "Reporting",
                "Simulation", "SafetyStockPlacement", .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),

        .target(name: "TestSupport", path: "Tests/Support", swiftSettings: settings),
        tests("SupplyNetwork"),
        tests("Numerical"),
        tests("InventoryModels"),
        tests("DelimitedText", ["CZlib"]),
        tests("Optimization"),
        tests("SafetyStockPlacement"),
        tests("Wording"),
        tests("Ingest", ["DelimitedText", "CZlib"]),
        tests("Reconciliation"),
        tests("Forecasting"),
        tests("Stockpiling"),
        tests("Replenishment", ["Optimization"]),
        tests("NetworkHealth", ["Simulation"]),
        tests("Reporting", ["Wording", "DelimitedText"]),
        tests("Alerting", ["Wording"]),
        tests("Delivery", ["Wording"]),
        tests("Simulation", ["DelimitedText"]),
        tests("Penstock", ["Delivery", "Wording", "Simulation"]),
        .testTarget(name: "CommandTests", dependencies: ["PenstockCommand", "TestSupport"], swiftSettings: settings),
        .testTarget(name: "NotebookTests", dependencies: ["PenstockCommand", "TestSupport"], swiftSettings: settings),
    ]
)
