import Testing

@testable import Mail

struct SMTPSignOnTests {
    private func reply(_ code: Int, _ lines: String...) -> SMTPReply {
        SMTPReply(code: code, lines: lines)
    }

    private func greeted(_ url: String) throws -> SMTPStateMachine {
        var machine = SMTPStateMachine(settings: try SMTPSettings(url: url, heloName: "us.example"))
        _ = machine.connected()
        #expect(machine.received(reply(220, "hello")) == .write("EHLO us.example\r\n"))
        return machine
    }

    @Test func `TLS begins when offered, and the server introduces itself again`() throws {
        var machine = try greeted("smtp://mail.example?tls=required")
        #expect(machine.received(reply(250, "test", "STARTTLS", "PIPELINING")) == .write("STARTTLS\r\n"))
        #expect(machine.received(reply(220, "ready")) == .startTLS)
        #expect(machine.encrypted() == .write("EHLO us.example\r\n"))
        #expect(machine.received(reply(250, "test")) == .ready)
        // What was said in clear is forgotten.
        #expect(!machine.extensions.pipelining)
    }

    @Test func `required TLS is never done without`() throws {
        var machine = try greeted("smtp://mail.example?tls=required")
        #expect(machine.received(reply(250, "test")) == .close(.encryptionNotOffered))
        machine = try greeted("smtp://mail.example?tls=required")
        _ = machine.received(reply(250, "test", "STARTTLS"))
        #expect(machine.received(reply(454, "not now")) == .close(.encryptionFailed))
    }

    @Test func `opportunistic TLS is done without when it has to be`() throws {
        var machine = try greeted("smtp://mail.example")
        #expect(machine.received(reply(250, "test")) == .ready)
        machine = try greeted("smtp://mail.example")
        #expect(machine.received(reply(250, "test", "STARTTLS")) == .write("STARTTLS\r\n"))
        #expect(machine.received(reply(454, "not now")) == .ready)
    }

    @Test func `TLS that is off is off`() throws {
        var machine = try greeted("smtp://mail.example?tls=off")
        #expect(machine.received(reply(250, "test", "STARTTLS")) == .ready)
    }

    @Test func `PLAIN is preferred and sent in one line`() throws {
        var machine = try greeted("smtp://ana:p%40ss@mail.example?tls=off")
        #expect(machine.received(reply(250, "test", "AUTH LOGIN PLAIN")) == .write("AUTH PLAIN AGFuYQBwQHNz\r\n"))
        #expect(machine.received(reply(235, "welcome")) == .ready)
    }

    @Test func `LOGIN gives name and password when asked`() throws {
        var machine = try greeted("smtp://ana:p%40ss@mail.example?tls=off")
        #expect(machine.received(reply(250, "test", "AUTH=LOGIN")) == .write("AUTH LOGIN\r\n"))
        #expect(machine.received(reply(334, "VXNlcm5hbWU6")) == .write("YW5h\r\n"))
        #expect(machine.received(reply(334, "UGFzc3dvcmQ6")) == .write("cEBzcw==\r\n"))
        #expect(machine.received(reply(235, "welcome")) == .ready)
    }

    @Test func `a refused password and a missing method are told apart`() throws {
        var machine = try greeted("smtp://ana:p@mail.example?tls=off")
        _ = machine.received(reply(250, "test", "AUTH PLAIN"))
        let no = reply(535, "5.7.8 no")
        #expect(machine.received(no) == .close(.authenticationRefused(no)))
        machine = try greeted("smtp://ana:p@mail.example?tls=off")
        #expect(machine.received(reply(250, "test", "AUTH CRAM-MD5")) == .close(.authenticationNotOffered))
    }

    @Test(arguments: [
        "mail.example", "http://mail.example", "smtp://", "smtp://mail.example/path", "smtp://mail.example?tls=maybe",
        "smtp://mail.example?x=1", "smtp://ana@mail.example", "smtp://ana:p@mail.example?tls=opportunistic",
        "smtps://mail.example?tls=off", "smtp://mail.example:0",
    ])
    func `settings that contradict themselves are refused`(url: String) {
        #expect(throws: SMTPError.self) { try SMTPSettings(url: url, heloName: "us.example") }
    }

    @Test(arguments: ["", "us example", "us.example\r\nRSET", "ümlaut.example"])
    func `a name for EHLO that could break the line is refused`(name: String) {
        #expect(throws: SMTPError.settings("name for EHLO")) {
            try SMTPSettings(url: "smtp://m.example", heloName: name)
        }
    }

    @Test(
        arguments: [
            ("smtp://m.example", 25, .opportunistic), ("smtp://a:b@m.example", 25, .required),
            ("smtps://m.example", 465, .immediate), ("smtp://[::1]:2525?tls=off", 2525, .off),
        ] as [(String, Int, SMTPSettings.Encryption)])
    func `what the address leaves out has a safe default`(
        url: String, port: Int, encryption: SMTPSettings.Encryption
    ) throws {
        let settings = try SMTPSettings(url: url, heloName: "us.example")
        #expect(settings.port == port)
        #expect(settings.encryption == encryption)
    }

    @Test func `a password reaches no description`() throws {
        let settings = try SMTPSettings(url: "smtp://ana:sesame@m.example", heloName: "us.example")
        var dumped = ""
        dump(settings, to: &dumped)
        #expect(!dumped.contains("sesame") && !"\(settings)".contains("sesame"))
    }
}
