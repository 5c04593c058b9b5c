import Foundation
import Logging
import Messaging
import ServiceLifecycle
import Synchronization
import TestSupport

/// The virtual host of these tests.
let broker = Task { try await TestBroker.make("messaging") }

/// A name that no other test has.
func unique(_ word: String) -> String {
    "\(word)\(UInt32.random(in: 0 ... .max))"
}

/// Runs services for as long as the body.
func running<Result: Sendable>(
    _ services: any Service..., body: () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Void.self) { group in
        for service in services {
            group.addTask { try await service.run() }
        }
        let result = try await body()
        group.cancelAll()
        return result
    }
}

/// An event of a type of the tests.
func event(
    _ type: String, from owner: String = "events", id: String = UUID().uuidString, body: [UInt8] = [1, 2, 3],
    headers: [String: String] = [:]
) -> OutgoingMessage {
    OutgoingMessage(
        exchange: "ev.\(owner)", routingKey: "\(type).s0", body: body, messageID: id, type: type, headers: headers)
}

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// Keeps what is logged.
struct Recorder: LogHandler {
    final class Lines: Sendable {
        private let lines = Mutex<[String]>([])

        var all: [String] {
            lines.withLock { $0 }
        }

        func add(_ line: String) {
            lines.withLock { $0.append(line) }
        }
    }

    let lines: Lines
    var metadata = Logger.Metadata()
    var logLevel = Logger.Level.debug

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        lines.add("\(event.level) \(event.message) \(event.metadata ?? [:])")
    }

    static func logger() -> (Logger, Lines) {
        let lines = Lines()
        return (Logger(label: "test") { _ in Recorder(lines: lines) }, lines)
    }
}
