import Domain
import Logging
import Synchronization
import TestSupport
import Testing

@testable import Mail

@Suite(.timeLimit(.minutes(1)))
struct SMTPSessionTests {
    private struct Commit: Error {}

    private let logger = Logger(label: "test")
    private let message = Array("Subject: x\r\n\r\n.a dot\r\n..two\r\nend".utf8)

    private func envelope(_ recipient: String = "ana@there.example") throws -> Envelope {
        Envelope(sender: try EmailAddress("bounce@us.example"), recipient: try EmailAddress(recipient))
    }

    private func connect(
        _ url: String, authorities: String? = nil, replyTimeout: Duration = .seconds(20)
    ) async throws -> SMTPSession {
        let settings = try SMTPSettings(
            url: url, heloName: "us.example", certificateAuthorities: authorities, replyTimeout: replyTimeout,
            finalReplyTimeout: replyTimeout)
        return try await SMTPSession.connect(settings, logger: logger)
    }

    @Test func `mails follow one another on one session, dots doubled on the way`() async throws {
        let server = try await ScriptedServer.start()
        let session = try await connect(server.url())
        for _ in 1...3 {
            let result = try await session.send(try envelope(), message: message) {}
            #expect(result == .accepted(SMTPReply(code: 250, lines: ["2.0.0 taken"])))
        }
        await session.quit()
        #expect(server.mails == Array(repeating: "Subject: x\r\n\r\n..a dot\r\n...two\r\nend\r\n", count: 3))
        #expect(server.lines.last == "QUIT")
        #expect(!session.isUsable)
    }

    @Test func `replies in slices of one byte are understood`() async throws {
        let server = try await ScriptedServer.start(slices: true) { line in
            line.hasPrefix("RCPT TO:<no@") ? .say("550-5.1.1 no\r\n550 5.1.1 really not") : nil
        }
        let session = try await connect(server.url())
        let refused = try await session.send(try envelope("no@there.example"), message: message) {}
        #expect(refused == .refused(SMTPReply(code: 550, lines: ["5.1.1 no", "5.1.1 really not"])))
        let accepted = try await session.send(try envelope(), message: message) {}
        #expect(accepted == .accepted(SMTPReply(code: 250, lines: ["2.0.0 taken"])))
    }

    @Test(arguments: [["PIPELINING"], []])
    func `a refused mail leaves the session usable`(offers: [String]) async throws {
        let server = try await ScriptedServer.start(offers: offers) { line in
            line.hasPrefix("RCPT TO:<no@") ? .say("550 5.1.1 unknown") : nil
        }
        let session = try await connect(server.url())
        let committed = Mutex(0)
        let refused = try await session.send(try envelope("no@there.example"), message: message) {
            committed.withLock { $0 += 1 }
        }
        guard case .refused(let reply) = refused else { throw Commit() }
        #expect(reply.enhancedStatus?.description == "5.1.1")
        #expect(committed.withLock { $0 } == 0, "nothing is claimed for a mail that the server does not want")
        guard case .accepted = try await session.send(try envelope(), message: message, beforeFinalDot: {}) else {
            throw Commit()
        }
        #expect(server.lines.contains("RSET"))
    }

    @Test func `what is to happen before the final dot happens before it, once the server has agreed`() async throws {
        let server = try await ScriptedServer.start()
        let session = try await connect(server.url())
        let seen = Mutex<([String], [String])>(([], []))
        _ = try await session.send(try envelope(), message: message) {
            seen.withLock { $0 = (server.lines, server.mails) }
        }
        #expect(seen.withLock { $0.0.last } == "DATA")
        #expect(seen.withLock { $0.1 } == [])
        #expect(server.lines.last == ".")
    }

    @Test func `when the commit before the dot fails, the dot is never sent`() async throws {
        let server = try await ScriptedServer.start()
        let session = try await connect(server.url())
        await #expect(throws: Commit.self) {
            _ = try await session.send(try envelope(), message: message) { throw Commit() }
        }
        #expect(server.mails == [] && !server.lines.contains("."))
        await #expect(throws: SMTPError.connectionLost(afterFinalDot: false)) {
            _ = try await session.send(try envelope(), message: message) {}
        }
    }

    @Test func `421 defers the mail and ends the session`() async throws {
        let server = try await ScriptedServer.start { line in
            line.hasPrefix("MAIL") ? .sayAndClose("421 4.7.0 too many") : nil
        }
        let session = try await connect(server.url())
        let result = try await session.send(try envelope(), message: message) {}
        #expect(result == .deferred(SMTPReply(code: 421, lines: ["4.7.0 too many"])))
        #expect(!session.isUsable)
    }

    @Test func `a connection cut before the dot leaves the mail surely not taken`() async throws {
        let server = try await ScriptedServer.start()
        let session = try await connect(server.url())
        await #expect(throws: SMTPError.connectionLost(afterFinalDot: false)) {
            _ = try await session.send(try envelope(), message: message) {
                server.cutConnections()
                while session.isUsable { await Task.yield() }
            }
        }
    }

    @Test func `a connection cut after the dot leaves the mail uncertain`() async throws {
        let server = try await ScriptedServer.start { $0 == "." ? .close : nil }
        let session = try await connect(server.url())
        await #expect(throws: SMTPError.connectionLost(afterFinalDot: true)) {
            _ = try await session.send(try envelope(), message: message) {}
        }
    }

    @Test(arguments: [("RCPT", false), (".", true)])
    func `a server that says nothing is given up in time`(silentAt: String, uncertain: Bool) async throws {
        let server = try await ScriptedServer.start { $0.hasPrefix(silentAt) ? .silence : nil }
        let session = try await connect(server.url(), replyTimeout: .milliseconds(200))
        await #expect(throws: SMTPError.connectionLost(afterFinalDot: uncertain)) {
            _ = try await session.send(try envelope(), message: message) {}
        }
        #expect(!session.isUsable)
    }

    @Test func `a server that greets nobody is given up in time`() async throws {
        let server = try await ScriptedServer.start { $0.hasPrefix("EHLO") ? .silence : nil }
        await #expect(throws: SMTPError.connectionLost(afterFinalDot: false)) {
            _ = try await connect(server.url(), replyTimeout: .milliseconds(200))
        }
    }

    @Test func `a port where nobody listens is told apart from a refusal`() async throws {
        let server = try await ScriptedServer.start()
        let url = server.url()
        try await server.stopListening()
        await #expect(throws: SMTPError.unreachable) { _ = try await connect(url) }
        let unwilling = try await ScriptedServer.start(greeting: "554 5.7.1 not you")
        await #expect(throws: SMTPError.notReady(SMTPReply(code: 554, lines: ["5.7.1 not you"]))) {
            _ = try await connect(unwilling.url())
        }
    }

    @Test func `a cancelled task drops the session and tells where it stood`() async throws {
        let reached = AsyncStream<Void>.makeStream()
        let server = try await ScriptedServer.start { line in
            guard line == "." else { return nil }
            reached.continuation.yield()
            return .silence
        }
        let session = try await connect(server.url())
        let envelope = try envelope()
        let sending = Task { try await session.send(envelope, message: message) {} }
        for await _ in reached.stream { break }
        sending.cancel()
        await #expect(throws: SMTPError.connectionLost(afterFinalDot: true)) { _ = try await sending.value }
        #expect(!session.isUsable)
    }

    @Test func `a second mail at the same time is refused, and the first is not disturbed`() async throws {
        let server = try await ScriptedServer.start()
        let session = try await connect(server.url())
        let (envelope, message) = (try envelope(), message)
        let first = try await session.send(envelope, message: message) {
            await #expect(throws: SMTPError.busy) { _ = try await session.send(envelope, message: message) {} }
        }
        #expect(first == .accepted(SMTPReply(code: 250, lines: ["2.0.0 taken"])))
    }
}
