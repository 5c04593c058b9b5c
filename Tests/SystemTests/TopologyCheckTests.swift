import Domain
import Foundation
import TestSupport
import Testing

/// `deploy/topology-check` says whether the broker is as the code declares it, and what is not.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct TopologyCheckTests {
    @Test func `a broker as the code declares it differs in nothing, and what was changed is named`() async throws {
        try await withTestSystem { system in
            let broker = OperatedBroker(servers: system.servers, virtualHost: system.virtualHost)
            try await system.startAll()
            #expect(try await check(system) == Verdict(status: 0, differences: [], warnings: []))
            // What runs would declare again what is taken away.
            for service in ServiceName.allCases { try await system.stop(service) }
            let asDeclared = try await broker.definitions()

            for change in TopologyChange.all { try await change.make(broker) }
            let changed = try await check(system)
            #expect(changed.status == 1)
            let expected = TopologyChange.all.flatMap(\.differences)
            for words in expected {
                let told = changed.differences.filter { difference in words.allSatisfy { difference.contains($0) } }
                #expect(told.count == 1, "\(words)")
            }
            #expect(changed.differences.count == expected.count, "\(changed.differences.joined(separator: "\n"))")

            // Where a command is named it mends what it is named for.
            var rest: [String] = []
            for difference in changed.differences where try await !broker.follow(difference) { rest.append(difference) }
            #expect(try await check(system).differences == rest)
            for queue in ["tap", "q.jobs-board.places.r1", "q.newsletter.items.r1", "q.events.places.r1"] {
                try await broker.run("delete_queue", queue)
            }
            try await broker.define(asDeclared)
            #expect(try await check(system) == Verdict(status: 0, differences: [], warnings: []))
            // And so does a service that is started.
            try await broker.run("delete_queue", "q.events.places.r1")
            try await system.start(.events)
            #expect(try await check(system).status == 0)
        }
    }

    @Test func `what the broker gave up on is told as a warning`() async throws {
        try await withTestSystem { system in
            try await system.startAll()
            try await OperatedBroker(servers: system.servers, virtualHost: system.virtualHost).evaluate(
                """
                rabbit_basic:publish({resource, <<V>>, exchange, <<"dlx">>}, <<"events.places">>, [], <<"lost">>).
                """)
            // The broker counts its messages every five seconds.
            try await eventually("the warning") {
                let verdict = try await check(system)
                #expect(verdict.status == 0)
                return verdict.warnings.count == 1 && verdict.warnings[0].contains("dead.events.places.r1 holds 1 ")
            }
        }
    }

    struct Verdict: Equatable {
        let status: Int32
        let differences: [String]
        let warnings: [String]
    }

    private func check(_ system: TestSystem) async throws -> Verdict {
        var environment = ["PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "MAILLAGE_HOME": system.folder.path]
        for service in ServiceName.allCases {
            environment.merge(try await system.settings(of: service)) { $1 }
        }
        let said = system.folder.appending(path: "check-\(UUID().uuidString)")
        let status = try await Command.run(
            Repository.root.appending(path: "deploy/topology-check").path,
            [
                "--vhost", system.virtualHost, "--bin", try TestServers.binaries, "--rabbitmqctl",
                system.servers.folder.appending(path: "rabbitmqctl").path,
            ],
            environment: environment, output: said, errors: system.folder.appending(path: "check.log"))
        let lines = try String(contentsOf: said, encoding: .utf8).split(separator: "\n").map(String.init)
        let warnings = lines.filter { $0.hasPrefix("warning: ") }
        let differences = lines.filter { !$0.hasPrefix("warning: ") }
        return Verdict(status: status, differences: status == 0 ? [] : differences, warnings: warnings)
    }
}
