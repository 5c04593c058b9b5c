import Domain
import Foundation
import Postgres
import Synchronization
import TestSupport
import Testing

/// The secrets of a run by their names, as they become known.
final class SecretsOfRun: Sendable {
    private let known: Mutex<[String: String]>

    init(_ first: [String: String]) {
        known = Mutex(first)
    }

    var all: [String: String] { known.withLock { $0 } }

    subscript(name: String) -> String {
        known.withLock { $0[name, default: ""] }
    }

    func know(_ name: String, _ secret: String) {
        known.withLock { $0[name] = secret }
    }
}

/// A run in which every kind of secret is used, rightly and wrongly.
struct SecretRun {
    let system: TestSystem
    let traces: Traces
    let secrets: SecretsOfRun

    /// A short one would be found by chance.
    func know(_ name: String, _ secret: String?) throws {
        let secret = try #require(secret, "\(name) is not there")
        try #require(secret.count >= 16, "\(name) is too short")
        secrets.know(name, secret)
    }

    /// A secret that is wrong, or not ours: it must not be told either.
    func invented(_ name: String) throws -> String {
        let secret = UUID().uuidString.replacing("-", with: "").lowercased()
        try know(name, secret)
        return secret
    }

    // MARK: What everybody does

    func liveAnOrdinaryDay() async throws {
        try await makeKeys()
        let staff = Staff(system: system, key: secrets["the staff key"])
        let place = try await staff.createPlace("Le Labo")
        _ = try await staff.announceEvent("Café", at: place)
        _ = try await staff.announceOffer("Animatrice de fablab")
        try await subscribe()
        try await registerFailingWebhooks()
    }

    private func makeKeys() async throws {
        for role in ["staff", "partner"] {
            let key = try await system.run(.directory, "key", "create", "--role", role)
            try know("the \(role) key", key.trimmingCharacters(in: .whitespacesAndNewlines))
        }
    }

    private func subscribe() async throws {
        let address = "\(UUID().uuidString.lowercased())@exemple.example"
        let asked = try await HTTP.post(system.url("/api/v1/subscribers"), json: ["email": address])
        #expect(asked.status == 202)
        let mailbox = Mailbox(system.servers.mail)
        let optIn = try await mailbox.first(to: address, subjectContaining: "onfirm")
        let confirm = try #require(optIn.text.firstMatch(of: /\/newsletter\/confirm\/([A-Za-z0-9_-]+)/)).output
        try know("the opt-in token", String(confirm.1))
        #expect(try await HTTP.get(system.url(String(confirm.0))).status == 200)
        #expect(try await HTTP.send("POST", system.url(String(confirm.0)), body: Data()).status == 200)

        try await eventually("there is something to tell") {
            try await system.one("SELECT count(*) FROM items", in: .newsletter) == 3
        }
        try await system.run(.newsletter, "push", "--month", String(Date().rfc3339.prefix(7)))
        let letter = try await mailbox.first(to: address, subjectContaining: " : la lettre")
        let leave = try #require(letter.text.firstMatch(of: /\/newsletter\/unsubscribe\/([A-Za-z0-9_-]+)/)).output
        try know("the unsubscribe token", String(leave.1))
    }

    /// One whose server answers with an error, one that nobody serves; partners put tokens of their own into addresses.
    private func registerFailingWebhooks() async throws {
        let server = try await PartnerServer.start()
        server.answerUsually(with: .status(500, body: Array("out of order".utf8)))
        let nobody = try FreePort.next()
        for (name, url) in [("failing", server.url), ("unserved", "http://127.0.0.1:\(nobody)/hook")] {
            let token = try invented("the token in the address of the \(name) webhook")
            let answer = try await HTTP.post(
                system.url("/api/v1/webhooks"),
                json: ["url": "\(url)?token=\(token)", "types": ["events.event.published"]],
                key: secrets["the partner key"])
            #expect(answer.status == 201)
            let secret = try #require(answer.json()["secret"] as? String)
            try know("the secret of the \(name) webhook", String(secret.dropFirst("whsec_".count)))
            let id = try #require(try answer.json()["id"] as? String)
            let signing = try await system.one(
                "SELECT signing_key FROM webhooks WHERE id::text = \(id)", in: .notifications, as: String.self)
            try know("the signing key of the \(name) webhook", String(signing.dropFirst("whsk_".count)))
        }
        _ = try await Staff(system: system, key: secrets["the staff key"]).announceEvent("Soirée jeux")
        try await eventually("both webhooks failed") {
            try await system.one("SELECT count(*) FROM deliveries WHERE attempts > 0", in: .notifications) == 2
        }
    }

    // MARK: What an operator sees

    func lookAsOperator() async throws {
        for service in ServiceName.allCases {
            let port = try await system.operatorURL(of: service)
            for path in ["ready", "metrics", "live"] {
                let answer = try await HTTP.get("\(port)/\(path)")
                traces.add(answer.text, at: "\(path) of \(service.rawValue)")
            }
        }
        for command in [["dead", "list"], ["outbox", "status"]] {
            for service in ServiceName.owners {
                traces.add(try await system.run(service, command, status: 0), at: "\(command) of \(service.rawValue)")
            }
        }
        try await runScripts()
    }

    /// The servers stand in a home as `deploy/up` makes it; only the settings of the services are not there yet.
    private func runScripts() async throws {
        let home = system.servers.folder
        var lines = ["export MAILLAGE_STAFF_KEY=\(secrets["the staff key"])"]
        for service in ServiceName.allCases {
            for (name, value) in try await system.settings(of: service) {
                lines.append("export \(name)='\(value)'")
            }
            let settings = home.appending(path: "settings/\(service.rawValue).env")
            try lines.joined(separator: "\n").write(to: settings, atomically: true, encoding: .utf8)
        }
        try lines.joined(separator: "\n").write(to: home.appending(path: "env"), atomically: true, encoding: .utf8)
        let scripts: [[String]] = [
            ["status"], ["status", "--json"], ["status", "rabbitmq"], ["run", "directory", "nothing"],
            ["topology-check", "--bin", try TestServers.binaries],
        ]
        for script in scripts {
            let said = home.appending(path: "said-\(UUID().uuidString)")
            let program = Repository.root.appending(path: "deploy/\(script[0])").path
            _ = try await Command.run(
                program, Array(script.dropFirst()),
                environment: ["PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "MAILLAGE_HOME": home.path], output: said)
            try traces.add(said, at: "deploy/\(script.joined(separator: " "))")
        }
    }

    func gatherLogs() throws {
        let files = FileManager.default
        for log in try files.contentsOfDirectory(at: system.folder, includingPropertiesForKeys: nil)
        where log.pathExtension == "log" {
            try traces.add(log, at: "log \(log.lastPathComponent)")
        }
        let servers = system.servers.folder.appending(path: "log")
        for server in try files.contentsOfDirectory(atPath: servers.path) {
            let log = servers.appending(path: server).appending(path: "current")
            if files.fileExists(atPath: log.path) { try traces.add(log, at: "log of \(server)") }
        }
    }

    /// A run without errors would prove nothing.
    func expectThatErrorsWereProvoked() {
        let events = traces.text(at: "log events")
        #expect(events.contains("password authentication failed"))
        #expect(events.contains("ACCESS_REFUSED"))
        #expect(traces.text(at: "log newsletter").contains("mail server away"))
        #expect(traces.text(at: "answer").contains("\"code\""))
        #expect(traces.text(at: "deploy/status").contains("rabbitmq"))
        #expect(traces.text(at: "deploy/topology-check").contains("the broker is as the code declares it"))
        #expect(traces.text(at: "log of postgres").contains("password authentication failed"))
        #expect(traces.text(at: "arguments").contains("gateway serve"))
    }
}
