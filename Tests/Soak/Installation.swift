import Domain
import Foundation
import Glibc
import TestSupport

/// One of the nine processes, by the name that its supervisor knows.
enum Part: String, CaseIterable, Sendable {
    case directory, events
    case jobsBoard = "jobs-board"
    case newsletter, notifications, gateway, rabbitmq, postgres
    case mailSink = "mail-sink"

    init(_ service: ServiceName) {
        self =
            switch service {
            case .directory: .directory
            case .events: .events
            case .jobsBoard: .jobsBoard
            case .newsletter: .newsletter
            case .notifications: .notifications
            case .gateway: .gateway
            }
    }
}

/// What `deploy/soak` made in a folder, as `deploy/up` makes it.
struct Installation: Sendable {
    let home: URL

    var mail: URL { home.appending(path: "mail") }
    var publicAddress: String { get throws { "http://127.0.0.1:\(try setting("gateway_port"))" } }
    var staffKey: String { get throws { try setting("staff_key") } }

    /// A value of `HOME/settings`.
    func setting(_ name: String) throws -> String {
        try String(contentsOf: home.appending(path: "settings/\(name)"), encoding: .utf8)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    func port(_ name: String) throws -> Int {
        guard let port = Int(try setting("\(name)_port")) else { throw TestFailure("no port of \(name)") }
        return port
    }

    /// The superuser's way into a service's database: past the proxy.
    func database(of service: ServiceName) throws -> String {
        let name = service.rawValue.replacing("-", with: "_")
        return "postgresql://postgres:\(try setting("postgres_password"))@127.0.0.1:\(try port("postgres"))/\(name)"
    }

    /// Has every service reach a server by another port.
    func lead(from port: Int, to proxy: Int) throws {
        for service in ServiceName.allCases {
            let file = home.appending(path: "settings/\(service.rawValue).env")
            let text = try String(contentsOf: file, encoding: .utf8)
            try Data(text.replacing("@127.0.0.1:\(port)/", with: "@127.0.0.1:\(proxy)/").utf8).write(to: file)
        }
    }

    // MARK: Processes

    /// `sv`'s verbs: `up`, `down`, `restart`. False when it did not come to that within half a minute.
    @discardableResult
    func supervise(_ verb: String, _ part: Part) async throws -> Bool {
        let folder = home.appending(path: "service/\(part.rawValue)").path
        return try await Judge.run("/usr/bin/sv", ["-w", "30", verb, folder]).status == 0
    }

    func pid(of part: Part) -> pid_t? {
        let file = home.appending(path: "service/\(part.rawValue)/supervise/pid")
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        guard let pid = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)), pid > 1 else { return nil }
        return pid
    }

    /// The processes that a process started itself, such as PostgreSQL's for each connection.
    func children(of pid: pid_t) -> [pid_t] {
        let text = (try? String(contentsOf: URL(filePath: "/proc/\(pid)/task/\(pid)/children"), encoding: .utf8)) ?? ""
        return text.split(separator: " ").compactMap { pid_t($0.trimmingCharacters(in: .whitespaces)) }
    }

    /// Stops or continues the time of a part, with the processes that it started.
    func signal(_ signal: Int32, _ part: Part) {
        guard let pid = pid(of: part) else { return }
        // First the one that could start more of them.
        kill(pid, signal)
        for child in children(of: pid) { kill(child, signal) }
    }

    func isReady(_ part: Part) async -> Bool {
        guard pid(of: part) != nil else { return false }
        guard let service = ServiceName(rawValue: part.rawValue) else { return true }
        guard let port = try? port("\(service.rawValue)_ops") else { return false }
        return (try? await HTTP.get("http://127.0.0.1:\(port)/ready"))?.status == 200
    }

    /// Which parts are not ready in the end.
    func notReady(within duration: Duration) async throws -> [Part] {
        var left: [Part] = []
        try? await eventually("everything is ready", within: duration) {
            left = []
            for part in Part.allCases where await !isReady(part) { left.append(part) }
            return left.isEmpty
        }
        return left
    }

    func rabbitmqctl(_ arguments: String...) async throws -> String {
        let verdict = try await Judge.run(home.appending(path: "rabbitmqctl").path, ["--quiet"] + arguments)
        guard verdict.status == 0 else { throw TestFailure("rabbitmqctl \(arguments): \(verdict.output)") }
        return verdict.output
    }

    /// Lines of a log that tell of a process which ended by a mistake of its own.
    func crashes(of part: Part) async throws -> [String] {
        let folder = home.appending(path: "log/\(part.rawValue)").path
        let found = try await Judge.run(
            "/usr/bin/grep", ["-rhE", #"Fatal error|^\*\*\* |Precondition failed|SIGABRT"#, folder])
        return found.output.split(separator: "\n").prefix(5).map(String.init)
    }
}
