// swift-tools-version:6.2
import PackageDescription

/// The library of libFuzzer, when `scripts/fuzz` builds: then the sources tell it which way they went, and one more program is there.
let fuzzing = Context.environment["COMITY_FUZZING"]

/// The walls that the language can hold: every target is built with these.
let strict: [SwiftSetting] =
  [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
  ] + (fuzzing == nil ? [] : [.unsafeFlags(["-sanitize=fuzzer"])])

// Libraries, each for one need; the reasons are in docs/decisions/0002-dependencies.md.
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let asn1: Target.Dependency = .product(name: "SwiftASN1", package: "swift-asn1")
let asyncHTTPClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let configuration: Target.Dependency = .product(name: "Configuration", package: "swift-configuration")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTesting: Target.Dependency = .product(name: "HummingbirdTesting", package: "hummingbird")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioTLS: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let nioFoundation: Target.Dependency = .product(name: "NIOFoundationCompat", package: "swift-nio")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let structuredFields: Target.Dependency = .product(name: "RawStructuredFieldValues", package: "swift-http-structured-headers")
let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let x509: Target.Dependency = .product(name: "X509", package: "swift-certificates")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

/// One library target of the platform or of the standards.
func library(
  _ name: String, at path: String, uses dependencies: [Target.Dependency] = [], data: [String] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "Sources/\(path)/\(name)", exclude: ["README.md"],
    resources: data.map { .copy($0) }, swiftSettings: strict)
}

/// The pure target of a feature: what it decides.
func rules(_ name: String, uses dependencies: [Target.Dependency] = []) -> Target {
  .target(
    name: "\(name)Rules", dependencies: ["Kernel", "Instruments"] + dependencies,
    path: "Sources/Modules/\(name)/Rules", swiftSettings: strict)
}

/// A feature: the pure target that decides and, beside it, the target that serves it.
func module(
  _ name: String, rulesUse: [Target.Dependency] = [], serviceUses: [Target.Dependency] = [], data: Bool = false
) -> [Target] {
  [
    rules(name, uses: rulesUse),
    .target(
      name: "\(name)Service",
      dependencies: [
        .target(name: "\(name)Rules"), "Kernel", "Instruments", "Storage", "Keys", "Files", "Web", "Localisation", "StrictJSON",
        argumentParser, httpTypes, hummingbird, logging, nioCore,
      ] + rulesUse + serviceUses,
      path: "Sources/Modules/\(name)/Service",
      resources: [.copy("Strings")] + (data ? [.copy("Data")] : []), swiftSettings: strict),
  ]
}

/// A test target that mirrors one target or module.
func tests(_ name: String, at path: String, uses dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, path: "Tests/\(path)/\(name)", swiftSettings: strict)
}

let platform: [Target] = [
  library("Kernel", at: "Platform"),
  library("Instruments", at: "Platform", uses: ["Kernel"], data: ["Data"]),
  library("Storage", at: "Platform", uses: ["Kernel", "StrictJSON", crypto, logging]),
  library("Keys", at: "Platform", uses: ["Kernel", "Storage", "Age", crypto], data: ["Strings"]),
  library(
    "Files", at: "Platform", uses: ["Kernel", "Storage", "Keys", "Age", crypto, nioPosix, subprocess, systemPackage], data: ["Strings"]),
  library("StorageSQLite", at: "Platform", uses: ["Kernel", "Storage", grdb, grdbSQLite]),
  library("StoragePostgres", at: "Platform", uses: ["Kernel", "Storage", "CPQ"]),
  .systemLibrary(name: "CPQ", path: "Sources/Platform/CPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
  .systemLibrary(name: "CClp", path: "Sources/Platform/CClp", pkgConfig: "clp", providers: [.apt(["coinor-libclp-dev"])]),
  library("LinearProgram", at: "Platform", uses: ["CClp"]),
  .target(
    name: "CMessage", path: "Sources/Platform/CMessage", exclude: ["README.md"],
    linkerSettings: [.linkedLibrary("icui18n"), .linkedLibrary("icuuc")]),
  library("Localisation", at: "Platform", uses: ["Kernel", "CMessage", "StrictJSON"], data: ["Data"]),
  library(
    "Web", at: "Platform",
    uses: [
      "Kernel", "Instruments", "Storage", "Keys", "Files", "Localisation", "StrictJSON", "MultipartForm", crypto, httpTypes, hummingbird,
      logging, nioCore, nioFoundation, nioPosix,
    ],
    data: ["Assets", "Strings"]),
  library("Documents", at: "Platform", uses: ["Kernel", "Web", subprocess, systemPackage], data: ["Strings", "Styles", "Worker"]),
]

let standards: [Target] = [
  library("Age", at: "Standards", uses: [crypto, cryptoExtras]),
  library("StrictJSON", at: "Standards", uses: [yams]),
  library("CSVFormat", at: "Standards"),
  library("HTTPSignatures", at: "Standards", uses: [crypto, httpTypes, structuredFields]),
  library("ICalendar", at: "Standards"),
  library("JOSE", at: "Standards", uses: ["StrictJSON", crypto]),
  library("MerkleLog", at: "Standards", uses: [crypto]),
  library("TOTP", at: "Standards", uses: [crypto]),
  library("TUF", at: "Standards", uses: ["StrictJSON", crypto]),
  library("TimeStamp", at: "Standards", uses: [asn1, crypto, x509]),
  .systemLibrary(name: "CPKCS11", path: "Sources/Standards/CPKCS11"),
  library("PKCS11", at: "Standards", uses: ["CPKCS11"]),
  library("MultipartForm", at: "Standards"),
  library("PrometheusText", at: "Standards"),
  library("XMLText", at: "Standards"),
  library("ZipFile", at: "Standards"),
]

let modules: [Target] = [
  module("Audit", serviceUses: ["MerkleLog"]),
  module("Directory", serviceUses: ["CSVFormat", crypto], data: true),
  module("Accounts", serviceUses: ["TOTP", crypto, cryptoExtras, nioPosix], data: true),
  module("Writing", rulesUse: ["DirectoryRules"], serviceUses: ["Documents", crypto]),
  module(
    "Casework", rulesUse: ["DirectoryRules", "ExchangeRules", "WritingRules"],
    serviceUses: ["CSVFormat", "Documents", "ICalendar", crypto],
    data: true),
  module("Meetings", serviceUses: ["CSVFormat", "Documents", "ICalendar", "XMLText", "ZipFile", crypto]),
  module("Contributions", serviceUses: ["CSVFormat", "Documents"], data: true),
  module("Statistics", rulesUse: ["ExchangeRules"], serviceUses: ["CSVFormat", "Documents", "LinearProgram", crypto], data: true),
  module("Reviews", rulesUse: ["DirectoryRules"], serviceUses: ["CSVFormat", "Documents", crypto]),
  module(
    "Exchange",
    serviceUses: [
      "Age", "HTTPSignatures", "JOSE", "MerkleLog", "PKCS11", "TUF", "TimeStamp", "ZipFile", asn1, asyncHTTPClient, crypto,
      hummingbirdCore, lifecycle, nioFoundation, nioHTTP1, nioPosix, nioTLS, x509,
    ]),
].flatMap { $0 }

let program: [Target] = [
  .target(
    name: "Node",
    dependencies: [
      "Kernel", "Instruments", "Storage", "StorageSQLite", "StoragePostgres", "Keys", "Files", "Web", "Localisation", "Documents",
      "DirectoryRules", "DirectoryService", "WritingRules", "WritingService", "AccountsRules", "AccountsService", "ContributionsRules",
      "ContributionsService", "MeetingsRules", "MeetingsService", "ReviewsRules", "ReviewsService", "AuditService", "CaseworkRules",
      "CaseworkService", "ExchangeRules", "ExchangeService", "StatisticsRules", "StatisticsService",
      "PrometheusText", "TOTP", "TimeStamp", configuration, crypto, hummingbird, httpTypes, lifecycle, logging, nioCore, systemPackage,
    ],
    path: "Sources/Node", exclude: ["README.md"], resources: [.copy("Strings")], swiftSettings: strict),
  .executableTarget(
    name: "comity",
    dependencies: [
      "Kernel", "CSVFormat", "Documents", "Files", "Keys", "Node", "AccountsService", "AuditRules", "AuditService",
      "CaseworkService", "DirectoryService", "ExchangeRules", "ExchangeService", "Localisation", "MeetingsService", "ReviewsRules",
      "ReviewsService", "MerkleLog",
      "StatisticsRules", "StatisticsService", "Storage", "StrictJSON", "TOTP", "TimeStamp", "WritingService", argumentParser, logging,
    ],
    path: "Sources/comity", exclude: ["README.md"], swiftSettings: strict,
    // Not where tests set the clock: the library that does it cannot start beside jemalloc.
    linkerSettings: [.linkedLibrary("jemalloc", .when(platforms: [.linux], configuration: .release))]),
]

let testTargets: [Target] = [
  .target(
    name: "TestKit", dependencies: ["Kernel", "Storage", "StorageSQLite", "StoragePostgres", subprocess, systemPackage],
    path: "Tests/TestKit",
    swiftSettings: strict),
  .target(name: "PeerKit", path: "Tests/PeerKit", swiftSettings: strict),
  tests("KernelTests", at: "Platform", uses: ["Kernel"]),
  tests("LocalisationTests", at: "Platform", uses: ["Kernel", "Localisation"]),
  tests(
    "WebTests", at: "Platform",
    uses: ["Kernel", "Localisation", "Storage", "Web", httpTypes, hummingbird, hummingbirdTesting, logging, nioCore]),
  tests("KeysTests", at: "Platform", uses: ["Kernel", "Storage", "Keys", "Age", "TestKit", crypto]),
  tests("FilesTests", at: "Platform", uses: ["Kernel", "Storage", "Keys", "Files", "Age", "TestKit", crypto]),
  tests("StorageTests", at: "Platform", uses: ["Kernel", "Storage", "StorageSQLite", "StoragePostgres", "TestKit", crypto, logging]),
  tests("StrictJSONTests", at: "Standards", uses: ["StrictJSON"]),
  tests("AgeTests", at: "Standards", uses: ["Age", "TestKit", crypto]),
  tests("HTTPSignaturesTests", at: "Standards", uses: ["HTTPSignatures", "PeerKit", crypto, httpTypes]),
  tests("JOSETests", at: "Standards", uses: ["JOSE", "PeerKit", crypto]),
  tests("TimeStampTests", at: "Standards", uses: ["TimeStamp", "PeerKit", asn1, crypto, x509]),
  tests("ICalendarTests", at: "Standards", uses: ["ICalendar"]),
  tests("MerkleLogTests", at: "Standards", uses: ["MerkleLog", crypto]),
  tests("TOTPTests", at: "Standards", uses: ["TOTP"]),
  tests("TUFTests", at: "Standards", uses: ["TUF", "StrictJSON", crypto]),
  // Not in the product: the side of the program when its client and publisher meet those of others (scripts/test-interop-tuf).
  .executableTarget(name: "tuf-peer", dependencies: ["TUF"], path: "Tests/Interop/TUFPeer", swiftSettings: strict),
  // What must hold of every reader of foreign bytes; `make test` replays what was kept, `make fuzz` throws more (scripts/fuzz).
  .target(
    name: "FuzzTargets",
    dependencies: [
      "Kernel", "StrictJSON", "CSVFormat", "ICalendar", "MultipartForm", "TOTP", "Age", "HTTPSignatures", "JOSE", "MerkleLog", "TUF",
      "TimeStamp", "Web", "ZipFile", "CaseworkRules", "CaseworkService", "ContributionsRules", "ContributionsService", "DirectoryService",
      "ExchangeRules", "ExchangeService", "MeetingsService", "ReviewsRules", "ReviewsService", "StatisticsRules", "StatisticsService",
      "WritingService", crypto, httpTypes, structuredFields,
    ],
    path: "Tests/Fuzz/Targets", swiftSettings: strict),
  tests("FuzzTests", at: "Fuzz", uses: ["FuzzTargets"]),
  tests("MultipartFormTests", at: "Standards", uses: ["MultipartForm"]),
  tests("PrometheusTextTests", at: "Standards", uses: ["PrometheusText", "PeerKit"]),
  tests("PKCS11Tests", at: "Standards", uses: ["PKCS11", "PeerKit", crypto]),
  tests("XMLTextTests", at: "Standards", uses: ["XMLText"]),
  tests("ZipFileTests", at: "Standards", uses: ["ZipFile", "TestKit"]),
  tests("AccountsRulesTests", at: "Modules", uses: ["Kernel", "AccountsRules"]),
  tests(
    "AuditServiceTests", at: "Modules",
    uses: ["Kernel", "Storage", "StoragePostgres", "StorageSQLite", "MerkleLog", "TestKit", "AuditRules", "AuditService", crypto]),
  tests("CSVFormatTests", at: "Standards", uses: ["CSVFormat"]),
  tests(
    "DirectoryRulesTests", at: "Modules", uses: ["Kernel", "Instruments", "StrictJSON", "DirectoryRules", "DirectoryService"]),
  tests("WritingRulesTests", at: "Modules", uses: ["Kernel", "Instruments", "DirectoryRules", "WritingRules"]),
  tests(
    "DirectoryServiceTests", at: "Modules",
    uses: [
      "Kernel", "Instruments", "Storage", "StrictJSON", "TestKit", "Localisation", "Web", "DirectoryRules", "DirectoryService", httpTypes,
      hummingbird, hummingbirdTesting, logging, nioCore,
    ]),
  tests(
    "WritingServiceTests", at: "Modules",
    uses: [
      "Kernel", "Instruments", "StrictJSON", "Localisation", "Documents", "Node", "DirectoryRules", "DirectoryService", "WritingRules",
      "WritingService",
    ]),
  tests(
    "CaseworkRulesTests", at: "Modules",
    uses: ["Kernel", "Instruments", "StrictJSON", "DirectoryRules", "ExchangeRules", "WritingRules", "CaseworkRules"]),
  tests(
    "CaseworkServiceTests", at: "Modules",
    uses: [
      "Kernel", "Instruments", "Localisation", "Documents", "Files", "Keys", "Node", "Storage", "StrictJSON", "TestKit", "DirectoryRules",
      "ExchangeRules", "WritingRules", "CaseworkRules", "CaseworkService",
    ]),
  tests("ExchangeRulesTests", at: "Modules", uses: ["Kernel", "Instruments", "ExchangeRules"]),
  tests(
    "ExchangeWireTests", at: "Modules",
    uses: [
      "Kernel", "Storage", "Keys", "Files", "Age", "HTTPSignatures", "JOSE", "TestKit", "PeerKit", "ExchangeRules", "ExchangeService",
      crypto, httpTypes, logging, nioCore, nioPosix, nioTLS,
    ]),
  tests(
    "ExchangeMailTests", at: "Modules",
    uses: [
      "Kernel", "Storage", "StorageSQLite", "Keys", "Files", "JOSE", "MerkleLog", "ZipFile", "TestKit", "Localisation", "Web",
      "AuditService", "ExchangeRules", "ExchangeService", crypto, httpTypes, hummingbird, hummingbirdTesting, logging, nioCore,
    ]),
  tests(
    "ExchangeTrustTests", at: "Modules",
    uses: [
      "Kernel", "Storage", "Localisation", "Web", "TestKit", "PeerKit", "TUF", "JOSE", "ExchangeRules", "ExchangeService", crypto,
      httpTypes,
      hummingbird, hummingbirdTesting, logging, nioCore, nioTLS,
    ]),
  tests(
    "ExchangeNodeTests", at: "Modules",
    uses: [
      "Kernel", "Instruments", "Storage", "Keys", "Files", "Node", "WritingRules", "DirectoryRules", "DirectoryService", "CaseworkRules",
      "CaseworkService", "ExchangeRules", "ExchangeService", "AccountsService", "Web", "Age", "AuditService", "JOSE", "Localisation",
      "StatisticsRules", "StatisticsService",
      "HTTPSignatures", "PeerKit", "TestKit", "ZipFile", httpTypes, hummingbird, lifecycle, logging, nioCore, nioPosix,
    ]),
  tests("MeetingsRulesTests", at: "Modules", uses: ["Kernel", "MeetingsRules"]),
  tests(
    "MeetingsServiceTests", at: "Modules",
    uses: [
      "Kernel", "ICalendar", "Storage", "StrictJSON", "Localisation", "Documents", "TestKit", "Web", "Node", "MeetingsRules",
      "MeetingsService",
      httpTypes, hummingbird, hummingbirdTesting, logging,
    ]),
  tests("ReviewsRulesTests", at: "Modules", uses: ["Kernel", "Instruments", "DirectoryRules", "ReviewsRules"]),
  tests(
    "ReviewsServiceTests", at: "Modules",
    uses: [
      "Kernel", "Instruments", "Storage", "StrictJSON", "Localisation", "Documents", "TestKit", "Web", "Node", "DirectoryRules",
      "ReviewsRules", "ReviewsService",
    ]),
  tests("ContributionsRulesTests", at: "Modules", uses: ["Kernel", "ContributionsRules"]),
  tests(
    "ContributionsServiceTests", at: "Modules",
    uses: ["Kernel", "Storage", "Localisation", "Documents", "TestKit", "Node", "ContributionsRules", "ContributionsService"]),
  tests("LinearProgramTests", at: "Platform", uses: ["LinearProgram"]),
  tests(
    "StatisticsRulesTests", at: "Modules",
    uses: [
      "Kernel", "Instruments", "CSVFormat", "Localisation", "PeerKit", "CaseworkRules", "ExchangeRules", "StatisticsRules",
      "StatisticsService", "Web",
    ]),
  tests(
    "StatisticsServiceTests", at: "Modules",
    uses: [
      "Kernel", "Instruments", "Storage", "Localisation", "Documents", "TestKit", "DirectoryRules", "WritingRules", "CaseworkRules",
      "CaseworkService", "StatisticsRules", "StatisticsService",
    ]),
  tests("DocumentsTests", at: "Platform", uses: ["Kernel", "Documents", "TestKit", "Web"]),
  tests("InstrumentsTests", at: "Platform", uses: ["Kernel", "Instruments"]),
  tests(
    "NodeTests", at: ".",
    uses: [
      "Kernel", "Instruments", "Storage", "Keys", "Files", "Localisation", "Documents", "Node", "Web", "AccountsRules", "AccountsService",
      "AuditRules", "AuditService", "CaseworkRules", "CaseworkService", "ContributionsService", "DirectoryRules", "ExchangeRules",
      "MeetingsRules", "MeetingsService", "MerkleLog", "StatisticsRules", "StatisticsService", "WritingRules", "TOTP", "TestKit",
      httpTypes,
      hummingbird,
      hummingbirdTesting, logging,
    ]),
]

let fuzzer: [Target] =
  fuzzing.map { library in
    [
      .executableTarget(
        name: "comity-fuzz", dependencies: ["FuzzTargets"], path: "Tests/Fuzz/Runner",
        swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])],
        linkerSettings: [.unsafeFlags(["-Xlinker", library]), .linkedLibrary("stdc++"), .linkedLibrary("m")])
    ]
  } ?? []

let package = Package(
  name: "Comity",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "comity", targets: ["comity"])],
  dependencies: [
    .package(url: "https://github.com/swift-server/async-http-client.git", exact: "1.37.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird.git", exact: "2.28.1"),
    .package(url: "https://github.com/groue/GRDB.swift.git", exact: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser.git", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-asn1.git", exact: "1.7.4"),
    .package(url: "https://github.com/apple/swift-certificates.git", exact: "1.21.1"),
    .package(
      url: "https://github.com/apple/swift-configuration.git", exact: "1.4.0", traits: [.defaults, "YAML"]),
    .package(url: "https://github.com/apple/swift-crypto.git", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-http-structured-headers.git", exact: "1.7.0"),
    .package(url: "https://github.com/apple/swift-http-types.git", exact: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log.git", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio.git", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl.git", exact: "2.37.6"),
    .package(url: "https://github.com/apple/swift-system.git", exact: "1.8.1"),
    .package(url: "https://github.com/swiftlang/swift-subprocess.git", exact: "1.0.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", exact: "2.13.0"),
    .package(url: "https://github.com/jpsim/Yams.git", exact: "6.2.2"),
  ],
  targets: platform + standards + modules + program + testTargets + fuzzer,
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
