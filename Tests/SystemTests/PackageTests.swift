import Domain
import Foundation
import Postgres
import Synchronization
import TestSupport
import Testing

/// A service leaves the machine on which it was built: its archive, two addresses, and nothing else of the network.
@Suite(.serialized, .timeLimit(.minutes(4)))
struct PackageTests {
    @Test func `a packed service is installed, replaced and rolled back while the others answer`() async throws {
        try await withTestSystem { system in
            for service in ServiceName.allCases where service != .notifications {
                try await system.start(service, waiting: false)
            }
            for service in ServiceName.allCases where service != .notifications {
                try await system.waitUntilReady(service)
            }
            let database = "\(system.virtualHost)_packed"
            let url = try await system.servers.makeDatabase(database, extensions: ["unaccent", "pg_trgm"])
            do {
                try await installReplaceRollBack(in: system, database: url)
            } catch {
                try await system.servers.dropDatabase(database)
                throw error
            }
            try await system.servers.dropDatabase(database)
        }
    }

    private func installReplaceRollBack(in system: TestSystem, database: String) async throws {
        let archive = try await pack(.notifications, into: system.folder.appending(path: "packed"))
        let port = try FreePort.next()
        let installed = try await InstalledService(
            .notifications, in: system.folder.appending(path: "elsewhere"), archive: archive,
            addresses: [
                "MAILLAGE_NOTIFICATIONS_DATABASE_URL": database,
                "MAILLAGE_NOTIFICATIONS_OWNER_DATABASE_URL": database,
                "MAILLAGE_NOTIFICATIONS_AMQP_URL": try await system.setting(.notifications, "AMQP_URL"),
                "MAILLAGE_NOTIFICATIONS_OPS_PORT": "\(port)",
                // The partner of this test has no public address.
                "MAILLAGE_NOTIFICATIONS_WEBHOOK_NETWORKS": "127.0.0.0/8",
            ])
        for file in ["bin/notifications", "notifications.service", "notifications.env.sample", "README.md"] {
            #expect(FileManager.default.fileExists(atPath: installed.folder.appending(path: "first/\(file)").path))
        }
        try await InstalledService.unpack(archive, into: installed.folder.appending(path: "second"))

        try installed.use("first")
        try await installed.migrate()
        var running = try installed.serve()
        defer { kill(running.pid, SIGKILL) }
        try await isReady(running, port: port)
        try expectSelfContained(running, build: "first", of: installed)

        let staff = try await system.run(.directory, "key", "create", "--role", "staff")
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let story = Story(system: system, staff: staff)
        let place = try await place(in: system, staff: staff)
        let partner = try await story.registerWebhook(types: ["events.event.published"])
        #expect(try await toldEvent(partner) { try await story.publishEvent(at: place) })

        for build in ["second", "first"] {
            try await running.stop()
            let event = try await story.publishEvent(at: place)
            try await othersAnswer(in: system)
            try installed.use(build)
            // A next version brings its migrations before it serves; those of a build that is there change nothing.
            try await installed.migrate()
            running = try installed.serve()
            try await othersAnswer(in: system)
            try await isReady(running, port: port)
            try expectSelfContained(running, build: build, of: installed)
            #expect(try await toldEvent(partner) { event }, "what was published meanwhile")
            try await othersAnswer(in: system)
        }
        #expect(partner.server.requests.count == 3, "nothing is told twice")
        try await running.stop()
        try await partner.server.stop()
    }

    private func pack(_ service: ServiceName, into folder: URL) async throws -> URL {
        let script = Repository.root.appending(path: "deploy/package").path
        let packed = try await Judge.run(script, ["--debug", "--output", folder.path, service.rawValue])
        guard packed.status == 0 else { throw TestFailure("deploy/package: \(packed.output)") }
        let archive = try #require(packed.output.split(separator: "\n").last.map(String.init))
        #expect(archive.hasPrefix("\(folder.path)/\(service.rawValue)-") && archive.hasSuffix(".tar.gz"))
        return URL(filePath: archive)
    }

    private func isReady(_ running: InstalledService.Running, port: Int) async throws {
        try await eventually("the installed service is ready") {
            guard running.isRunning else { throw TestFailure("the installed service died") }
            let answer = try? await HTTP.get("http://127.0.0.1:\(port)/ready")
            return answer?.status == 200
        }
    }

    /// It is the build that it should be, and takes nothing from the checkout or from a toolchain.
    private func expectSelfContained(
        _ running: InstalledService.Running, build: String, of installed: InstalledService
    ) throws {
        let files = try running.files()
        #expect(files.contains(installed.folder.appending(path: "\(build)/bin/notifications").path))
        let own = "\(installed.folder.path)/\(build)/"
        #expect(files.filter { !["/usr/lib/", "/lib/", own].contains(where: $0.hasPrefix) } == [])
    }

    private func place(in system: TestSystem, staff: String) async throws -> String {
        let created = try await HTTP.post(
            system.url("/api/v1/places"), json: ["name": "Le Relais", "state": "active"], key: staff)
        let id = try #require(created.json()["id"] as? String)
        try await eventually("the place is known to the agenda") {
            try await system.one("SELECT count(*) FROM known_places", in: .events) == 1
        }
        return id
    }

    /// Whether the partner's next message is of the event that `publish` makes.
    private func toldEvent(_ partner: Story.Partner, _ publish: () async throws -> String) async throws -> Bool {
        let event = try await publish()
        let request = try await partner.server.next(timeout: .seconds(20))
        guard try Signature.isValid(on: request, secret: partner.secret) else { return false }
        let body = try JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any]
        return (body?["data"] as? [String: Any])?["id"] as? String == event
    }

    private func othersAnswer(in system: TestSystem) async throws {
        for service in ServiceName.allCases where service != .notifications {
            #expect(try await HTTP.get("\(system.operatorURL(of: service))/ready").status == 200, "\(service.rawValue)")
        }
        // Asked with a header that passes by the cache: it is the service that answers.
        for path in ["places", "events", "offers"] {
            let answer = try await HTTP.get(system.url("/api/v1/\(path)"), headers: ["cache-control": "no-cache"])
            #expect(answer.status == 200, "\(path)")
        }
        let asked = try await HTTP.post(
            system.url("/api/v1/subscribers"), json: ["email": "\(UUID().uuidString.lowercased())@exemple.fr"])
        #expect(asked.status == 202)
    }
}
