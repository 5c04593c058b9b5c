import Domain
import Foundation
import Logging
import TestSupport
import Testing

@testable import Mail

@Suite(.timeLimit(.minutes(1)))
struct SinkTests {
    @Test func `a mail arrives at a real server as it was written`() async throws {
        let settings = try SMTPSettings(url: try TestServers.smtp, heloName: "us.example")
        let session = try await SMTPSession.connect(settings, logger: Logger(label: "test"))
        let id = "\(UUID().uuidString.lowercased())@us.example"
        let recipient = try EmailAddress("ana@there.example")
        let mail = try MailMessage(
            from: .init(name: "Réseau", address: try EmailAddress("news@us.example")), to: recipient,
            subject: "Le numéro de mai", text: ".\n.. deux points\nÀ bientôt\n", html: "<p>.</p>\n.\n",
            date: Date(), messageID: id)
        let envelope = Envelope(sender: try EmailAddress("bounce@us.example"), recipient: recipient)
        guard case .accepted = try await session.send(envelope, message: mail.rendered(), beforeFinalDot: {}) else {
            Issue.record("the sink did not take the mail")
            return
        }
        await session.quit()
        let mails = URL(filePath: try TestServers.mailDirectory)
        let found = try FileManager.default.contentsOfDirectory(at: mails, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "eml" }
            .map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
            .filter { $0.contains("Message-ID: <\(id)>") }
        #expect(found.count == 1)
        let sent = String(decoding: mail.rendered(), as: UTF8.self)
        // The sink may write its own headers above and end lines as files do.
        #expect(found.first?.replacing("\r\n", with: "\n").contains(sent.replacing("\r\n", with: "\n")) == true)
    }
}
