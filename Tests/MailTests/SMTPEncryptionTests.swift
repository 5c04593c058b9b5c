import Domain
import Logging
import TestSupport
import Testing

@testable import Mail

@Suite(.timeLimit(.minutes(1)))
struct SMTPEncryptionTests {
    private func connect(_ url: String, authorities: String? = nil) async throws -> SMTPSession {
        let settings = try SMTPSettings(url: url, heloName: "us.example", certificateAuthorities: authorities)
        return try await SMTPSession.connect(settings, logger: Logger(label: "test"))
    }

    @Test func `a mail goes over STARTTLS to a server whose certificate is trusted and named rightly`() async throws {
        let certificate = try await SelfMadeCertificate.make(names: ["IP:127.0.0.1"])
        let server = try await ScriptedServer.start(
            offers: ["STARTTLS", "AUTH PLAIN", "PIPELINING"], certificate: certificate)
        let session = try await connect(
            server.url(tls: "required", user: "ana:sesame@"), authorities: certificate.certificate)
        let envelope = Envelope(sender: nil, recipient: try EmailAddress("ana@there.example"))
        let result = try await session.send(envelope, message: Array("Subject: x\r\n\r\ny\r\n".utf8)) {}
        #expect(result == .accepted(SMTPReply(code: 250, lines: ["2.0.0 taken"])))
        #expect(server.lines.prefix(4).map { $0.prefix(8) } == ["EHLO us.", "STARTTLS", "EHLO us.", "AUTH PLA"])
        await session.quit()
    }

    @Test func `a certificate for another name, or from an unknown hand, is refused when TLS is required`() async throws
    {
        let other = try await SelfMadeCertificate.make(names: ["mail.example"])
        let server = try await ScriptedServer.start(offers: ["STARTTLS"], certificate: other)
        await #expect(throws: SMTPError.encryptionFailed) {
            _ = try await connect(server.url(tls: "required"), authorities: other.certificate)
        }
        let right = try await SelfMadeCertificate.make(names: ["IP:127.0.0.1"])
        let unknown = try await ScriptedServer.start(offers: ["STARTTLS"], certificate: right)
        await #expect(throws: SMTPError.encryptionFailed) {
            _ = try await connect(unknown.url(tls: "required"))
        }
    }

    @Test func `opportunistic TLS takes any certificate`() async throws {
        let certificate = try await SelfMadeCertificate.make(names: ["mail.example"])
        let server = try await ScriptedServer.start(offers: ["STARTTLS"], certificate: certificate)
        let session = try await connect(server.url(tls: "opportunistic"))
        #expect(server.lines.map { $0.prefix(4) } == ["EHLO", "STAR", "EHLO"])
        await session.quit()
    }

    @Test func `words slipped in clear behind the consent to TLS end the session`() async throws {
        let certificate = try await SelfMadeCertificate.make(names: ["IP:127.0.0.1"])
        let server = try await ScriptedServer.start(offers: ["STARTTLS"], certificate: certificate) { line in
            line == "STARTTLS" ? .startTLS(more: "250 AUTH PLAIN\r\n") : nil
        }
        await #expect(throws: SMTPError.self) {
            _ = try await connect(server.url(tls: "required"), authorities: certificate.certificate)
        }
    }
}
