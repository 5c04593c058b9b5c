import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Newsletter

/// Mails as they arrive in the sink, read by another parser.
@Suite(.timeLimit(.minutes(1)))
struct LetterTests {
    private let now = NewsletterWorld.now

    private func unique(_ name: String) -> String {
        "\(name)-\(UUID().uuidString.prefix(8).lowercased())@exemple.fr"
    }

    @Test func `a letter carries the headers that a newsletter must have`() async throws {
        try await NewsletterWorld.with { world in
            let recipient = unique("ana")
            try await world.subscribe(recipient)
            try await world.tellPlace("Le Labo")
            _ = try await world.push(world.month("2026-11"), at: now, keepsEmpty: false)
            let mailbox = Mailbox(URL(filePath: try TestServers.mailDirectory))
            try await world.sending(with: [world.sender(TestServers.smtp)], until: "it is sent") {
                try await world.isIdle()
            }
            let mails = try await mailbox.mails(to: recipient, subjectContaining: "la lettre de")
            #expect(mails.count == 1)
            let mail = try #require(mails.first)
            let token = try await world.unsubscribeToken(of: recipient)
            let link = "https://maillage.example/newsletter/unsubscribe/\(token)"
            let edition = try await world.database.one("SELECT id FROM editions", as: UUID.self).uuidString.lowercased()
            #expect(mail.subject == "Réseau d’essai : la lettre de novembre 2026")
            #expect(mail.headers["from"] == "Réseau d’essai <lettre@maillage.example>")
            #expect(mail.headers["to"] == recipient)
            #expect(mail.headers["list-id"]?.hasSuffix(" <lettre.maillage.example>") == true)
            #expect(
                mail.headers["list-unsubscribe"]
                    == "<\(link)>, <mailto:lettre@maillage.example?subject=unsubscribe%20\(token)>")
            #expect(mail.headers["list-unsubscribe-post"] == "List-Unsubscribe=One-Click")
            #expect(mail.headers["list-help"] == "<mailto:lettre@maillage.example?subject=help>")
            #expect(mail.headers["list-owner"] == "<mailto:lettre@maillage.example>")
            #expect(mail.headers["list-archive"] == "<https://maillage.example>")
            #expect(mail.headers["list-post"] == "NO")
            #expect(mail.headers["auto-submitted"] == "auto-generated")
            #expect(mail.headers["precedence"] == "bulk")
            #expect(mail.headers["feedback-id"] == "\(edition):edition:lettre:maillage.example")
            #expect(mail.headers["mime-version"] == "1.0")
            #expect(mail.headers["content-type"]?.hasPrefix("multipart/alternative") == true)
            #expect(mail.headers["message-id"]?.wholeMatch(of: /<[0-9a-f]{32}@maillage\.example>/) != nil)
            #expect(
                mail.headers["x-sink-mailfrom"]?.wholeMatch(of: /bounces\+[0-9a-f]{32}@maillage\.example/) != nil)
            #expect(mail.text.contains("* Le Labo (nouveau)\n  Dijon\n  https://maillage.example/places/"))
            #expect(mail.text.contains("Ne plus la recevoir\n\(link)\n"))
            #expect(mail.html.contains("<a href=\"\(link)\">Ne plus la recevoir</a>"))
            #expect(!mail.html.contains("<img"), "no pixel")
        }
    }

    @Test func `an opt-in mail has its link, no list headers, and the reader's language`() async throws {
        try await NewsletterWorld.with { world in
            let recipient = unique("eva")
            let token = try await world.request(recipient, language: .english)
            try await world.sending(with: [world.sender(TestServers.smtp)], until: "it is sent") {
                try await world.isIdle()
            }
            let mailbox = Mailbox(URL(filePath: try TestServers.mailDirectory))
            let mail = try #require(try await mailbox.mails(to: recipient, subjectContaining: "please confirm").first)
            #expect(mail.subject == "Réseau d’essai: please confirm your subscription to the letter")
            #expect(mail.text.contains("https://maillage.example/newsletter/confirm/\(token)\n"))
            #expect(mail.html.contains("href=\"https://maillage.example/newsletter/confirm/\(token)\""))
            #expect(mail.headers["list-unsubscribe"] == nil)
            #expect(mail.headers["auto-submitted"] == "auto-generated")
        }
    }

    @Test func `dates are told in words, in the zone of the event and the language of the reader`() throws {
        let entry = EditionContents.Entry(
            id: UUID(), title: try OneLine("Café"), note: .cancelled,
            startsAt: Date(rfc3339: "2026-12-11T13:00:00Z"), endsAt: Date(rfc3339: "2026-12-11T15:30:00Z"),
            timezone: .reunion, closesOn: nil, organisation: nil, placeName: nil, location: try OneLine("en ligne"))
        let french = try letter([entry], .french).text.before
        #expect(
            french.contains(
                "* Café (annulé)\n  vendredi 11 décembre 2026 de 17\u{A0}h à 19\u{A0}h\u{A0}30\n  en ligne\n"))
        let english = try letter([entry], .english)
        #expect(english.text.before.contains("* Café (cancelled)\n  Friday 11 December 2026 from 17:00 to 19:30\n"))
        #expect(english.html.before.contains("<html lang=\"en\">"))
    }

    @Test func `a long section says how much it leaves out`() throws {
        let entries = try (1...43).map { number in
            EditionContents.Entry(
                id: UUID(), title: try OneLine("Lieu \(number)"), note: .new, startsAt: nil, endsAt: nil,
                timezone: nil, closesOn: nil, organisation: nil, placeName: nil, location: nil)
        }
        let text = try letter(entries, .french).text.before
        #expect(text.contains("Lieu 40 "))
        #expect(!text.contains("Lieu 41 "))
        #expect(text.contains("… et 3 de plus sur le site\nhttps://maillage.example\n"))
    }

    @Test func `titles of any characters come out as they were typed, in text and in HTML`() async throws {
        let titles = [
            "<script>alert(1)</script>", "'; DROP TABLE items; --", "\"a\u{301}\"", "&amp; &lt;", "田中さんにあげて下さい", "👩‍👩‍👧‍👧",
            "\u{202E}right to left", "=3D =?utf-8?q?x?=", ". ", ".", "%s%n{0}", "e\u{301}", "nb\u{A0}sp", "tab\there",
            String(repeating: "é", count: 300), "  spaces  ", "a\u{FEFF}b", "javascript:alert(1)//\\",
        ]
        try await NewsletterWorld.with { world in
            let recipient = unique("blns")
            try await world.subscribe(recipient)
            for title in titles { try await world.tellPlace(title) }
            _ = try await world.push(world.month("2026-11"), at: now, keepsEmpty: false)
            try await world.sending(with: [world.sender(TestServers.smtp)], until: "it is sent") {
                try await world.isIdle()
            }
            let mailbox = Mailbox(URL(filePath: try TestServers.mailDirectory))
            let mail = try #require(try await mailbox.mails(to: recipient, subjectContaining: "la lettre de").first)
            for title in titles {
                #expect(mail.text.contains("* \(title) (nouveau)\n"))
                let escaped = title.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
                    .replacing(">", with: "&gt;").replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
                #expect(mail.html.unicodeScalars.contains("\">\(escaped)</a>".unicodeScalars))
            }
        }
    }

    private func letter(_ entries: [EditionContents.Entry], _ language: Language) throws -> Letter {
        let contents = try JSON.decode(
            EditionContents.self,
            from: Data(
                "{\"coming\": \(String(decoding: JSON.encode(entries), as: UTF8.self)), \"past\": [], \"offers\": [], \"places\": []}"
                    .utf8))
        return EditionLetter(
            .init(month: try Month("2026-11"), contents: contents), network: "Réseau",
            publicURL: try WebAddress("https://maillage.example"), zone: .paris, language: language
        ).letter
    }
}
