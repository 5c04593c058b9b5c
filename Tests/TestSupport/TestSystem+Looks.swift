package import Domain
import Foundation
package import Postgres

extension TestSystem {
    /// A row of a service's database, looked at from outside.
    package func one<Row: Decodable & Sendable>(_ sql: SQL, in service: ServiceName, as row: Row.Type = Row.self)
        async throws -> Row
    {
        try await connection(to: service) { try await $0.one(sql, as: Row.self) }
    }

    package func all<Row: Decodable & Sendable>(_ sql: SQL, in service: ServiceName, as row: Row.Type = Row.self)
        async throws -> [Row]
    {
        try await connection(to: service) { try await $0.all(sql, as: Row.self) }
    }

    package func execute(_ sql: SQL, in service: ServiceName) async throws {
        _ = try await connection(to: service) { try await $0.execute(sql) }
    }

    private func connection<Result: Sendable>(
        to service: ServiceName, _ body: (PostgresConnection) async throws -> Result
    ) async throws -> Result {
        try await withConnection(to: setting(service, "DATABASE_URL"), body)
    }

    /// The value of a metric, summed over its labels; nil when there is none.
    package func metric(_ metric: String, of service: ServiceName, instance: Int = 1) async throws -> Double? {
        let text = try await HTTP.get("\(operatorURL(of: service, instance: instance))/metrics").text
        let values = text.split(separator: "\n").compactMap { line -> Double? in
            guard line.hasPrefix("\(metric) ") || line.hasPrefix("\(metric){") else { return nil }
            return line.split(separator: " ").last.flatMap { Double($0) }
        }
        return values.isEmpty ? nil : values.reduce(0, +)
    }

    /// How many lines of a log contain some words.
    package nonisolated func logLines(
        of service: ServiceName, instance: Int = 1, containing words: String = ""
    ) throws -> Int {
        let text = try String(contentsOf: log(of: service, instance: instance), encoding: .utf8)
        return text.split(separator: "\n").count { words.isEmpty || $0.contains(words) }
    }

    /// What the broker lists of this system's queues: names, messages that wait, messages that are with a consumer.
    package func queues() async throws -> [(name: String, ready: Int, unacknowledged: Int)] {
        let lines = try await servers.rabbitmqctl(
            "list_queues", "--vhost", virtualHost, "name", "messages_ready", "messages_unacknowledged")
        return lines.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: "\t")
            guard fields.count == 3, let ready = Int(fields[1]), let unacknowledged = Int(fields[2]) else { return nil }
            return (String(fields[0]), ready, unacknowledged)
        }
    }

    /// How many connections the broker has of this system's services.
    package func brokerConnections() async throws -> Int {
        let lines = try await servers.rabbitmqctl("list_connections", "vhost", "state")
        return lines.split(separator: "\n").count { $0.split(separator: "\t").first == Substring(virtualHost) }
    }

    /// How many sessions the database server has of this system's services.
    package func databaseSessions() async throws -> Int {
        try await one(
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname LIKE \(name + "_%") AND application_name <> 'test' AND backend_type = 'client backend'
            """, in: .directory)
    }
}
