import Domain
import Foundation
import TestSupport
import Testing

/// What an operator may expect of each process, whatever is up around it.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct StartAndStopTests {
    @Test func `a service without broker and database lives, says what it waits for, and stops when asked`()
        async throws
    {
        try await withTestSystem { system in
            let nobody = try FreePort.next()
            for service in ServiceName.allCases {
                let prefix = "MAILLAGE_\(service.rawValue.replacing("-", with: "_").uppercased())"
                try await system.start(
                    service, waiting: false,
                    settings: [
                        "\(prefix)_AMQP_URL": "amqp://somebody:secret@127.0.0.1:\(nobody)/",
                        "\(prefix)_DATABASE_URL": "postgresql://somebody:secret@127.0.0.1:\(nobody)/nothing",
                    ])
                let port = try await system.operatorURL(of: service)
                try await eventually("\(service.rawValue) lives") {
                    let answer = try? await HTTP.get("\(port)/live")
                    return answer?.status == 200
                }
                let ready = try await HTTP.get("\(port)/ready")
                #expect(ready.status == 503)
                #expect(ready.text.contains("waiting for the broker"))
                #expect(service == .gateway || ready.text.contains("waiting for the database"))
                #expect(try await system.stop(service) < .seconds(25))
                let log = try String(contentsOf: system.log(of: service), encoding: .utf8)
                #expect(!log.contains("secret"), "a log holds no password")
            }
        }
    }

    @Test func `every service stops in time and comes back`() async throws {
        try await withTestSystem { system in
            try await system.startAll()
            for service in ServiceName.allCases {
                let elapsed = try await system.stop(service)
                #expect(elapsed < .seconds(25), "\(service.rawValue) stops in time")
                try await system.start(service)
            }
            #expect(try await HTTP.get(system.url("/api/v1/places")).status == 200)
        }
    }
}
