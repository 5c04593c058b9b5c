import Domain
import Foundation
import Outbox
import Postgres
import TestSupport

@testable import Directory

/// A directory of its own for one test.
func withDirectory(_ body: (PostgresPool) async throws -> Void) async throws {
    try await withTestDatabase(Migrations.all, extensions: ["postgis", "unaccent", "pg_trgm"]) { database, _ in
        try await body(database)
    }
}

extension Requester {
    static let staff = Requester(role: .staff)
}

/// The moment of all that tests do, unless they say otherwise.
let noon = Date(timeIntervalSince1970: 1_795_518_000)

/// An event as its consumers hear of it.
struct ToldEvent: Equatable {
    let type: String
    let state: Place
}

/// All events about places told so far, in order.
func toldEvents(_ database: PostgresPool) async throws -> [ToldEvent] {
    struct Row: Decodable, Sendable {
        let type: String
        let envelope: Data
    }
    let rows = try await database.all(
        "SELECT type, envelope FROM outbox WHERE agg_type = 'place' ORDER BY id", as: Row.self)
    return try rows.map { row in
        ToldEvent(type: row.type, state: try JSON.decode(CloudEvent<Place>.self, from: row.envelope).data)
    }
}

/// Runs an order in a transaction of its own, as the service does.
func create(_ order: CreatePlace, in database: PostgresPool) async throws -> Place {
    try await database.transaction { try await order(by: .staff, at: noon, in: $0) }
}

func change(
    _ place: Place, version: Int?, at now: Date = noon, in database: PostgresPool,
    _ edit: (inout ChangePlace.Changes) throws -> Void
) async throws -> Place {
    var changes = ChangePlace.Changes()
    try edit(&changes)
    let order = ChangePlace(id: place.id, expectedVersion: version, changes: changes)
    return try await database.transaction { try await order(by: .staff, at: now, in: $0) }
}

func get(_ id: Place.ID, in database: PostgresPool) async throws -> Place {
    try await GetPlace(id: id)(by: .visitor, on: database)
}

/// Names of what is found, in order.
func names(_ query: FindPlaces, in database: PostgresPool) async throws -> [String] {
    try await query(by: .visitor, on: database).items.map(\.name.text)
}

/// Writes a file for one test.
@discardableResult
func withFile<Value>(_ text: String, _ body: (String) async throws -> Value) async throws -> Value {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).csv")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try await body(file.path)
}

extension ImportReport {
    /// Rows read, imported, changed and unchanged.
    var counts: [Int] { [read, imported, changed, unchanged] }
}
