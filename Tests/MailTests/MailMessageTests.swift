import Domain
import Foundation
import Testing

@testable import Mail

struct MailMessageTests {
    private func mail(
        name: String? = "Réseau", subject: String = "Bonjour", messageID: String = "e1.r2@us.example",
        html: String? = "<p>é</p>", extra: [(name: String, value: String)] = []
    ) throws -> MailMessage {
        try MailMessage(
            from: .init(name: name, address: try EmailAddress("news@us.example")),
            to: try EmailAddress("ana@there.example"), subject: subject, text: "é", html: html,
            date: Date(timeIntervalSince1970: 1_793_696_460), messageID: messageID, extraHeaders: extra)
    }

    @Test func `a mail is written exactly so`() throws {
        let mail = try mail(extra: [("List-Id", "Maillage <news.us.example>"), ("Auto-Submitted", "auto-generated")])
        #expect(
            String(decoding: mail.rendered(), as: UTF8.self) == """
                Date: Tue, 03 Nov 2026 09:01:00 +0000\r
                From: =?UTF-8?B?UsOpc2VhdQ==?= <news@us.example>\r
                To: ana@there.example\r
                Subject: Bonjour\r
                Message-ID: <e1.r2@us.example>\r
                List-Id: Maillage <news.us.example>\r
                Auto-Submitted: auto-generated\r
                MIME-Version: 1.0\r
                Content-Type: multipart/alternative; boundary="=_9b07f1e764cc6de1"\r
                \r
                --=_9b07f1e764cc6de1\r
                Content-Type: text/plain; charset=utf-8\r
                Content-Transfer-Encoding: quoted-printable\r
                \r
                =C3=A9\r
                --=_9b07f1e764cc6de1\r
                Content-Type: text/html; charset=utf-8\r
                Content-Transfer-Encoding: quoted-printable\r
                \r
                <p>=C3=A9</p>\r
                --=_9b07f1e764cc6de1--\r

                """)
    }

    @Test func `the same mail is written the same way each time`() throws {
        #expect(try mail().rendered() == mail().rendered())
        #expect(try mail(messageID: "e1.r3@us.example").rendered() != mail().rendered())
    }

    @Test func `a list header stays on one line however long it is`() throws {
        let address = "<https://us.example/" + String(repeating: "t", count: 300) + ">"
        let text = String(decoding: try mail(extra: [("List-Unsubscribe", address)]).rendered(), as: UTF8.self)
        #expect(text.contains("\r\nList-Unsubscribe: \(address)\r\n"))
    }

    @Test(arguments: ["a\r\nBcc: b@there.example", "a\nb", "a\rb", "a\u{0}b", "a\u{2028}b", "a\u{85}b", "\u{1B}"])
    func `no value can begin another header`(text: String) throws {
        #expect(throws: MailMessage.InvalidHeader(name: "Subject")) { try mail(subject: text) }
        #expect(throws: MailMessage.InvalidHeader(name: "From")) { try mail(name: text) }
        #expect(throws: MailMessage.InvalidHeader(name: "X-Test")) { try mail(extra: [("X-Test", text)]) }
        #expect(throws: MailMessage.InvalidHeader(name: text)) { try mail(extra: [(text, "a")]) }
        #expect(throws: MailMessage.InvalidHeader(name: "Message-ID")) { try mail(messageID: "\(text)@us.example") }
        #expect(throws: MailMessage.InvalidHeader(name: "phrase")) { try HeaderText.phrase(text) }
    }

    @Test(arguments: [
        "From", "to", "SUBJECT", "Content-Type", "MIME-Version", "Message-ID", "Date", "", "a b", "a:b", "é",
    ])
    func `what the mail writes itself, or no mail may have, is no extra header`(name: String) throws {
        #expect(throws: MailMessage.InvalidHeader(name: name)) { try mail(extra: [(name, "a")]) }
    }

    @Test(arguments: ["", " a", "a ", "é", String(repeating: "x", count: 995)])
    func `an extra header that could not travel unchanged is refused`(value: String) throws {
        #expect(throws: MailMessage.InvalidHeader(name: "X-T")) { try mail(extra: [("X-T", value)]) }
    }

    @Test(arguments: ["a", "@us.example", "a@", "a@b@c", "a b@us.example", "<a@us.example>", "é@us.example"])
    func `a message identifier is plain or refused`(id: String) throws {
        #expect(throws: MailMessage.InvalidHeader(name: "Message-ID")) { try mail(messageID: id) }
    }
}
