import Domain
import Testing

@testable import Mail

/// A conversation played on the state machine: each reply of the server's beside what the client does about it.
struct SMTPStateMachineTests {
    private static func reply(_ text: String) -> SMTPReply {
        let lines = text.split(separator: "|").map(String.init)
        return SMTPReply(code: Int(lines[0].prefix(3)) ?? 0, lines: lines.map { String($0.dropFirst(4)) })
    }

    private static func machine(_ url: String = "smtp://mail.example?tls=off") throws -> SMTPStateMachine {
        var machine = SMTPStateMachine(settings: try SMTPSettings(url: url, heloName: "us.example"))
        #expect(machine.connected() == .wait)
        return machine
    }

    private static func ready(_ hello: String) throws -> SMTPStateMachine {
        var machine = try machine()
        #expect(machine.received(reply("220 hello")) == .write("EHLO us.example\r\n"))
        #expect(machine.received(reply(hello)) == .ready)
        return machine
    }

    private func envelope() throws -> Envelope {
        Envelope(sender: try EmailAddress("bounce+7@us.example"), recipient: try EmailAddress("ana@there.example"))
    }

    private let reply = Self.reply

    @Test func `without pipelining each command waits for the answer before it`() throws {
        var machine = try Self.ready("250 test")
        #expect(machine.offer(try envelope(), size: 5) == .write("MAIL FROM:<bounce+7@us.example>\r\n"))
        #expect(machine.received(reply("250 ok")) == .write("RCPT TO:<ana@there.example>\r\n"))
        #expect(machine.received(reply("250 ok")) == .write("DATA\r\n"))
        #expect(machine.received(reply("354 go")) == .sendContent)
        #expect(machine.finish() == .write(".\r\n"))
        #expect(machine.isPastFinalDot)
        #expect(machine.received(reply("250 taken")) == .answer(.accepted(reply("250 taken"))))
        #expect(machine.isReady)
    }

    @Test func `with pipelining all three leave at once, with the size where it is wanted`() throws {
        var machine = try Self.ready("250-test|250-PIPELINING|250 SIZE 1000")
        #expect(
            machine.offer(try envelope(), size: 5)
                == .write("MAIL FROM:<bounce+7@us.example> SIZE=5\r\nRCPT TO:<ana@there.example>\r\nDATA\r\n"))
        #expect(machine.received(reply("250 ok")) == .wait)
        #expect(machine.received(reply("250 ok")) == .wait)
        #expect(machine.received(reply("354 go")) == .sendContent)
    }

    @Test func `an empty return path is written as such`() throws {
        var machine = try Self.ready("250 test")
        let envelope = Envelope(sender: nil, recipient: try EmailAddress("ana@there.example"))
        #expect(machine.offer(envelope, size: 5) == .write("MAIL FROM:<>\r\n"))
    }

    @Test(arguments: [("250 test", false), ("250-test|250 PIPELINING", true)])
    func `a refused recipient is answered after a reset`(hello: String, pipelined: Bool) throws {
        var machine = try Self.ready(hello)
        _ = machine.offer(try envelope(), size: 5)
        _ = machine.received(reply("250 ok"))
        var action = machine.received(reply("550 5.1.1 unknown"))
        if pipelined {
            #expect(action == .wait)
            action = machine.received(reply("503 5.5.1 no recipients"))
        }
        #expect(action == .write("RSET\r\n"))
        #expect(machine.received(reply("250 ok")) == .answer(.refused(reply("550 5.1.1 unknown"))))
        #expect(machine.isReady)
    }

    @Test func `a server that wants the mail of a refused recipient gets an empty one`() throws {
        var machine = try Self.ready("250-test|250 PIPELINING")
        _ = machine.offer(try envelope(), size: 5)
        _ = machine.received(reply("250 ok"))
        _ = machine.received(reply("550 unknown"))
        #expect(machine.received(reply("354 go")) == .write(".\r\n"))
        #expect(!machine.isPastFinalDot)
        #expect(machine.received(reply("554 no valid recipients")) == .write("RSET\r\n"))
        #expect(machine.received(reply("250 ok")) == .answer(.refused(reply("550 unknown"))))
    }

    @Test func `the first refusal counts, not those that follow from it`() throws {
        var machine = try Self.ready("250-test|250 PIPELINING")
        _ = machine.offer(try envelope(), size: 5)
        #expect(machine.received(reply("451 4.7.1 slow down")) == .wait)
        #expect(machine.received(reply("503 no sender")) == .wait)
        #expect(machine.received(reply("503 no recipients")) == .write("RSET\r\n"))
        #expect(machine.received(reply("250 ok")) == .answer(.deferred(reply("451 4.7.1 slow down"))))
    }

    @Test(arguments: ["552 too big", "452 later"]) func `a refusal after the dot is an answer`(text: String) throws {
        var machine = try Self.atFinalReply()
        #expect(machine.received(reply(text)) == .write("RSET\r\n"))
        let result = machine.received(reply("250 ok"))
        #expect(result == .answer(text.hasPrefix("5") ? .refused(reply(text)) : .deferred(reply(text))))
    }

    private static func atFinalReply() throws -> SMTPStateMachine {
        var machine = try ready("250-test|250 PIPELINING")
        let envelope = try SMTPStateMachineTests().envelope()
        _ = machine.offer(envelope, size: 5)
        for text in ["250 ok", "250 ok", "354 go"] { _ = machine.received(reply(text)) }
        _ = machine.finish()
        return machine
    }

    @Test func `a refusal stands even when the server leaves during the reset`() throws {
        var machine = try Self.atFinalReply()
        _ = machine.received(reply("550 no"))
        #expect(machine.connectionLost() == .answerAndClose(.refused(reply("550 no"))))
        #expect(machine.connectionLost() == .wait)
    }

    @Test func `421 defers the mail and ends the session, before the dot and after`() throws {
        var machine = try Self.ready("250-test|250 PIPELINING")
        _ = machine.offer(try envelope(), size: 5)
        #expect(machine.received(reply("421 4.7.0 bye")) == .answerAndClose(.deferred(reply("421 4.7.0 bye"))))
        machine = try Self.atFinalReply()
        #expect(machine.received(reply("421 bye")) == .answerAndClose(.deferred(reply("421 bye"))))
    }

    @Test func `a lost connection tells on which side of the dot it was lost`() throws {
        var machine = try Self.ready("250 test")
        #expect(machine.connectionLost() == .close(.connectionLost(afterFinalDot: false)))
        machine = try Self.ready("250-test|250 PIPELINING")
        _ = machine.offer(try envelope(), size: 5)
        for text in ["250 ok", "250 ok", "354 go"] { _ = machine.received(reply(text)) }
        var lostBefore = machine
        #expect(lostBefore.connectionLost() == .close(.connectionLost(afterFinalDot: false)))
        #expect(lostBefore.finish() == .close(.connectionLost(afterFinalDot: false)))
        _ = machine.finish()
        #expect(machine.connectionLost() == .close(.connectionLost(afterFinalDot: true)))
    }

    @Test(arguments: ["354 go", "334 what"]) func `nonsense after the dot leaves the mail uncertain`(text: String)
        throws
    {
        var machine = try Self.atFinalReply()
        #expect(machine.received(reply(text)) == .close(.connectionLost(afterFinalDot: true)))
    }

    @Test func `a server without EHLO is greeted with HELO`() throws {
        var machine = try Self.machine()
        _ = machine.received(reply("220 hello"))
        #expect(machine.received(reply("502 what")) == .write("HELO us.example\r\n"))
        #expect(machine.received(reply("250 ok")) == .ready)
    }

    @Test func `a server that wants nobody now says so in its greeting or to EHLO`() throws {
        var machine = try Self.machine()
        #expect(machine.received(reply("421 full")) == .close(.notReady(reply("421 full"))))
        machine = try Self.machine()
        _ = machine.received(reply("220 hello"))
        #expect(machine.received(reply("451 later")) == .close(.notReady(reply("451 later"))))
    }
}
