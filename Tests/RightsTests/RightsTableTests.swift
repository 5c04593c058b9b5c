import Domain
import Foundation
import Outbox
import Postgres
import ServiceKit
import TestSupport
import Testing

@testable import Directory
@testable import Events
@testable import JobsBoard
@testable import Newsletter
@testable import Notifications

/// The table of rights, walked: every request of every service, put as every role to what really answers it.
@Suite(.timeLimit(.minutes(2)))
struct RightsTableTests {
    @Test func `the directory does for each role what the table says, and nothing else`() async throws {
        try await walk(Directory.Migrations.all, extensions: ["postgis", "unaccent", "pg_trgm"]) {
            Directory.Requests(database: $0, now: { noon }).operations
        }
    }

    @Test func `the agenda does for each role what the table says, and nothing else`() async throws {
        let network = try network()
        try await walk(Events.Migrations.all, extensions: ["unaccent", "pg_trgm"]) {
            Events.Requests(database: $0, network: network, now: { noon }).operations
        }
    }

    @Test func `the job board does for each role what the table says, and nothing else`() async throws {
        let network = try network()
        try await walk(JobsBoard.Migrations.all, extensions: ["unaccent", "pg_trgm"]) {
            JobsBoard.Requests(database: $0, network: network, now: { noon }).operations
        }
    }

    @Test func `the newsletter does for each role what the table says, and nothing else`() async throws {
        try await walk(Newsletter.Migrations.all, extensions: ["unaccent", "pg_trgm"]) {
            Newsletter.Requests(database: $0, now: { noon }).operations
        }
    }

    @Test func `notifications does for each role what the table says, and nothing else`() async throws {
        try await walk(Notifications.Migrations.all, extensions: ["unaccent", "pg_trgm"]) {
            Notifications.Requests(database: $0, now: { noon }).operations
        }
    }

    /// Puts an empty request as each role. Rights are asked first, so that one who has none learns nothing else; what
    /// the empty request then lacks is another problem, or none.
    private func walk(
        _ migrations: [MigrationSet], extensions: [String], _ operations: (PostgresPool) -> [ServiceKit.Operation]
    ) async throws {
        try await withTestDatabase(migrations, extensions: extensions) { database, _ in
            let operations = operations(database).filter { !$0.isForServices }
            #expect(operations.count > 3)
            for operation in operations {
                guard let right = Rights.table[operation.name] else {
                    Issue.record("\(operation.name) is not in the table of rights")
                    continue
                }
                for (role, requester) in Actor.all {
                    let isAllowed = try await isAllowed(operation, requester)
                    #expect(isAllowed == right.allows(requester), "\(operation.name) as \(role)")
                }
            }
        }
    }

    private func isAllowed(_ operation: ServiceKit.Operation, _ requester: Requester) async throws -> Bool {
        let problem = try await operation.problem(Data("{}".utf8), as: requester)
        return problem != .forbidden
    }
}

/// One of each who can ask.
enum Actor {
    static let place = Place.ID.new()
    static let other = Place.ID.new()

    static let visitor = Requester.visitor
    static let member = Requester(role: .visitor, person: .new(), session: .new())
    static let facilitator = Requester(role: .facilitator, person: .new(), session: .new(), places: [place])
    static let caretaker = Requester(role: .caretaker, person: .new(), session: .new(), circles: [.new()])
    static let staff = Requester(role: .staff, person: .new(), session: .new())
    static let administrator = Requester(role: .administrator, person: .new(), session: .new())
    static let staffKey = Requester(role: .staff, key: .new())

    static func partner(_ scopes: [Scope]) -> Requester {
        Requester(role: .partner, key: .new(), scopes: scopes)
    }

    static let all: [(String, Requester)] =
        [
            ("visitor", visitor), ("member", member), ("facilitator", facilitator), ("caretaker", caretaker),
            ("staff", staff), ("administrator", administrator), ("staff's key", staffKey),
            ("partner without scope", partner([])), ("partner with all", partner(Scope.allCases)),
        ] + Scope.allCases.map { ("partner with \($0.rawValue)", partner([$0])) }
}

let noon = Date(timeIntervalSince1970: 1_795_518_000)
