// swift-tools-version: 6.2

import PackageDescription

// What every target is compiled with. Deprecations in a library warn; everything else that warns is an error.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .treatWarning("DeprecatedDeclaration", as: .warning),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let collections = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let metricsCore = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioFoundation = Target.Dependency.product(name: "NIOFoundationCompat", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")

/// A C library of Debian: a module map and a shim, imported by one wrapper target only.
func clibrary(_ name: String, pkgConfig: String) -> Target {
    .systemLibrary(name: name, path: "Shared/\(name)", pkgConfig: pkgConfig)
}

/// A module that services share.
func shared(
    _ name: String,
    folder: String? = nil,
    _ dependencies: [Target.Dependency] = [],
    resources: [Resource] = []
) -> Target {
    .target(
        name: name,
        dependencies: dependencies,
        path: "Shared/\(folder ?? name)",
        resources: resources,
        swiftSettings: settings
    )
}

/// What every service stands on.
let foundation: [Target.Dependency] = [
    "Domain", "Messaging", "ServiceKit", argumentParser, configuration, lifecycle, logging, metrics,
]

/// What a service that owns a database stands on besides.
let persistence: [Target.Dependency] = ["KnownPlaces", "Outbox", "Postgres"]

/// An executable that owns a database: its folder, with its migrations embedded.
func service(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .executableTarget(
        name: name,
        dependencies: foundation + persistence + dependencies,
        path: "Services/\(name)",
        exclude: ["README.md"],
        resources: [.embedInCode("Migrations")],
        swiftSettings: settings
    )
}

/// The tests of one module, which may look inside it and use whatever it stands on.
func tests(_ name: String, of dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: name,
        dependencies: ["Domain", "TestSupport"] + dependencies,
        path: "Tests/\(name)",
        exclude: exclude,
        swiftSettings: settings
    )
}

let package = Package(
    name: "maillage",
    products: [
        .executable(name: "directory", targets: ["Directory"]),
        .executable(name: "events", targets: ["Events"]),
        .executable(name: "gateway", targets: ["Gateway"]),
        .executable(name: "jobs-board", targets: ["JobsBoard"]),
        .executable(name: "newsletter", targets: ["Newsletter"]),
        .executable(name: "notifications", targets: ["Notifications"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        // Without its traits Hummingbird needs no full Foundation, which would add 47 MB of files to the gateway.
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        clibrary("CCmark", pkgConfig: "libcmark-gfm"),
        clibrary("CLibical", pkgConfig: "libical"),
        clibrary("CLibpq", pkgConfig: "libpq"),
        clibrary("CRabbitMQ", pkgConfig: "librabbitmq"),
        clibrary("CZlib", pkgConfig: "zlib"),

        shared("Domain"),
        shared("Calendars", ["Domain"]),
        shared("HTMLKit", folder: "HTML", ["Domain"]),
        shared("ICalendar", ["CLibical", "Calendars", "Domain"]),
        shared("KnownPlaces", ["Domain", "Outbox", "Postgres"], resources: [.embedInCode("Migrations")]),
        shared("Mail", ["Domain", logging, nioCore, nioPosix, nioSSL]),
        shared("MarkdownKit", folder: "Markdown", ["CCmark", "Domain", "HTMLKit"]),
        shared("Messaging", ["CRabbitMQ", "Domain", collections, lifecycle, logging]),
        shared(
            "Outbox", ["Domain", "Messaging", "Postgres", lifecycle, logging, metrics],
            resources: [.embedInCode("Migrations")]),
        shared("OpeningHoursKit", folder: "OpeningHours", ["Calendars", "Domain"]),
        shared("Postgres", ["CLibpq", "Domain", lifecycle, logging]),
        shared(
            "ServiceKit",
            [
                "Domain", "Messaging", "Outbox", "Postgres", argumentParser, configuration, crypto, httpTypes,
                hummingbirdCore, lifecycle, logging, metrics, metricsCore, nioCore, nioPosix, unixSignals,
            ]),

        service("Directory", ["Calendars", crypto]),
        service("Events"),
        service("JobsBoard"),
        service("Newsletter", ["Calendars", "HTMLKit", "Mail", crypto, nioPosix, unixSignals]),
        service("Notifications", ["HTMLKit", "Mail", asyncHTTPClient, crypto, nioCore, nioHTTP1, nioPosix, nioSSL]),
        .executableTarget(
            name: "Gateway",
            dependencies: foundation + [
                "CZlib", "Calendars", "HTMLKit", "ICalendar", "MarkdownKit", "OpeningHoursKit", crypto, httpTypes,
                hummingbirdCore, nioCore, nioPosix,
            ],
            path: "Services/Gateway",
            exclude: ["README.md"],
            resources: [.embedInCode("Files")],
            swiftSettings: settings
        ),

        .target(
            name: "BareLibrabbitmq",
            path: "Tests/Benchmarks/BareLibrabbitmq",
            linkerSettings: [.linkedLibrary("rabbitmq")]
        ),
        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                "BareLibrabbitmq", "Domain", "Messaging", argumentParser, asyncHTTPClient, httpTypes, hummingbird,
                logging, nioCore, nioHTTP1,
            ],
            path: "Tests/Benchmarks",
            exclude: ["BareLibrabbitmq"],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "Soak",
            dependencies: [
                "Domain", "Postgres", "TestSupport", argumentParser, crypto, httpTypes, hummingbird, logging,
            ],
            path: "Tests/Soak",
            swiftSettings: settings
        ),
        .target(
            name: "TestSupport",
            dependencies: [
                "Domain", "Messaging", "Postgres", asyncHTTPClient, logging, nioCore, nioFoundation, nioHTTP1, nioPosix,
                nioSSL,
            ],
            path: "Tests/TestSupport",
            swiftSettings: settings
        ),
        tests("CalendarsTests", of: ["Calendars"]),
        tests("ContractTests", of: [], exclude: ["Golden"]),
        tests("DirectoryTests", of: ["Directory", "Outbox", "Postgres", "ServiceKit", logging, crypto]),
        tests("DomainTests", of: []),
        tests(
            "GatewayTests",
            of: [
                "Calendars", "Gateway", "HTMLKit", "ICalendar", "Messaging", "ServiceKit", configuration, crypto,
                httpTypes, hummingbirdCore, lifecycle, logging, nioCore, nioPosix,
            ]),
        tests("HTMLTests", of: ["HTMLKit"]),
        tests("ICalendarTests", of: ["Calendars", "ICalendar"]),
        tests("MailTests", of: ["Mail", logging, nioCore, nioPosix, nioSSL]),
        tests("MarkdownTests", of: ["HTMLKit", "MarkdownKit"]),
        tests("MessagingTests", of: ["Messaging", lifecycle, logging]),
        tests(
            "NewsletterTests",
            of: [
                "Calendars", "KnownPlaces", "Mail", "Newsletter", "Outbox", "Postgres", "ServiceKit", argumentParser,
                lifecycle, logging,
            ]),
        tests(
            "NotificationsTests",
            of: [
                "Mail", "Notifications", "Outbox", "Postgres", "ServiceKit", asyncHTTPClient, crypto, lifecycle,
                logging, nioCore, nioSSL,
            ]),
        tests("OpeningHoursTests", of: ["Calendars", "OpeningHoursKit"]),
        tests("OutboxTests", of: ["Messaging", "Outbox", "Postgres", lifecycle, logging]),
        tests("PlaceCopiesTests", of: ["Events", "JobsBoard", "KnownPlaces", "Postgres", "ServiceKit"]),
        tests("PostgresTests", of: ["Postgres", lifecycle, logging]),
        tests(
            "RightsTests",
            of: [
                "Directory", "Events", "JobsBoard", "KnownPlaces", "Messaging", "Newsletter", "Notifications", "Outbox",
                "Postgres", "ServiceKit", configuration,
            ]),
        tests("ServiceKitTests", of: ["ServiceKit", metricsCore]),
        tests("SystemTests", of: ["Postgres", crypto], exclude: ["Files"]),
    ]
)
