import Domain
import Foundation
import TestSupport
import Testing

/// Whoever reads arguments, logs, errors or what an operator looks at learns no password, no key and no token.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct SecretsTests {
    /// Held by errors that do not quote the address that they refuse (`BrokerSettings`, `PostgresSettings`), by a log
    /// that names a request's route and never its path (`FrontDoor`), and by answers that name no name as long as a key
    /// (`UnknownName`).
    /// Seen to fail: both errors told the address → the passwords "in what events serve says"; the log told the path →
    /// both keys, both tokens and the webhook's secret "in log gateway.log"; answers named every unknown name → the same
    /// "in answer 400 to an unknown parameter" and "in answer 422 to an unknown field".
    @Test func `no secret of a run stands in arguments, logs, error answers or what operators see`() async throws {
        try await withServerSet { servers in
            let secrets = try await BrokerPasswords.changed(on: servers)
            let options = SystemOptions.with {
                $0.usesRootVirtualHost = true
                $0.settings = secrets.settings.merging(["MAILLAGE_LOG_LEVEL": "trace"]) { $1 }
            }
            try await withTestSystem(on: servers, options) { system in
                let run = SecretRun(system: system, traces: Traces(), secrets: SecretsOfRun(secrets.all))
                try run.know("the database's password", URLComponents(string: servers.postgres)?.password)
                try await run.traces.watchingArguments {
                    try await system.startAll()
                    try await run.liveAnOrdinaryDay()
                    try await run.sendBadRequests()
                    try await run.breakSettings()
                    try await run.breakDependencies()
                    try await run.lookAsOperator()
                }
                try run.gatherLogs()
                #expect(run.traces.findings(of: run.secrets.all) == [])
                run.expectThatErrorsWereProvoked()
            }
        }
    }

    @Test func `the search finds a secret in a text and in the arguments of a process`() async throws {
        let secrets = ["the planted one": "planted-\(UUID().uuidString)"]
        let secret = try #require(secrets["the planted one"])
        let traces = Traces()
        traces.add("{\"error\":\"no access for amqp://events:\(secret)@broker/\"}", at: "the log of events")
        try await traces.watchingArguments {
            let sleeping = try Command.spawn(
                "/bin/sh", ["-c", "sleep 0.3", secret], environment: [:],
                output: FileManager.default.temporaryDirectory.appending(path: "planted-\(UUID().uuidString)"))
            try await eventually("the process ended") { waitpid(sleeping, nil, WNOHANG) == sleeping }
        }
        #expect(
            traces.findings(of: secrets) == ["the planted one in arguments", "the planted one in the log of events"])
        #expect(traces.findings(of: ["another": UUID().uuidString]) == [])
    }
}
