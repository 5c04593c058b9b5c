import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// Sends texts through the API as events and looks for them wherever events are told.
struct TextTeller {
    let system: TestSystem
    let staff: String

    /// An event and the texts it was given.
    struct Told: Codable {
        let id: String
        let title: String
        let description: String
    }

    /// A letter shows so many events of a section, and points to the site for the rest.
    private static let eventsOfALetter = 40

    func isRefused(title: String, description: String?) async throws {
        var event = ["title": title, "starts_at": "2040-05-01T18:00:00Z"]
        event["description"] = description
        let answer = try await HTTP.post(system.url("/api/v1/events"), json: event, key: staff)
        let problem = try answer.json()
        let isTooLong = title.unicodeScalars.count > 300
        #expect(answer.status == 422, "\(title.debugDescription)")
        #expect(problem["code"] as? String == (isTooLong ? "text-too-long" : "text-not-allowed"))
        #expect(problem["field"] as? String == (description == nil ? "title" : "description"))
    }

    /// Publishes an event for each, and sends letters that tell of all of them.
    func publish(_ texts: [(title: String, description: String)], mailedTo reader: String) async throws -> [Told] {
        var told: [Told] = []
        for text in texts {
            let created = try await HTTP.post(
                system.url("/api/v1/events"),
                json: ["title": text.title, "description": text.description, "starts_at": "2040-05-01T18:00:00Z"],
                key: staff)
            try #require(created.status == 201, "\(text): \(created.text)")
            let id = try #require(created.json()["id"] as? String)
            let published = try await HTTP.post(system.url("/api/v1/events/\(id)/publish"), key: staff)
            try #require(published.status == 200)
            told.append(Told(id: id, title: text.title, description: text.description))
            if told.count % Self.eventsOfALetter == 0 || told.count == texts.count { try await sendLetter() }
        }
        return told
    }

    /// A month has one letter: the one that was sent is taken for that of a month long ago, so that another can follow.
    private func sendLetter() async throws {
        try await eventually("the newsletter knows every event") {
            let published = try await system.one("SELECT count(*) FROM events", in: .events, as: Int.self)
            return try await system.one("SELECT count(*) FROM items", in: .newsletter) == published
        }
        let said = try await system.run(.newsletter, "push", "--month", String(Date().rfc3339.prefix(7)))
        #expect(said.contains("sent 1"))
        try await system.execute(
            """
            UPDATE editions SET month = to_char(
                date '2000-01-01' + (SELECT count(*) FROM editions) * interval '1 month', 'YYYY-MM')
            WHERE cut_at = (SELECT max(cut_at) FROM editions)
            """, in: .newsletter)
    }

    /// Every text is equal, after decoding, in all that tells of it.
    func comesBack(_ told: [Told], mailedTo reader: String) async throws {
        let folder = system.folder.appending(path: "told")
        for name in ["json", "page"] {
            let each = folder.appending(path: name)
            try FileManager.default.createDirectory(at: each, withIntermediateDirectories: true)
            for item in told {
                let path = name == "json" ? "/api/v1/events/\(item.id)" : "/events/\(item.id)"
                let answer = try await HTTP.get(system.url(path))
                #expect(answer.status == 200)
                try answer.body.write(to: each.appending(path: item.id))
            }
        }
        try JSONEncoder().encode(told).write(to: folder.appending(path: "expected.json"))
        let mails = try await Mailbox(system.servers.mail).mails(to: reader, subjectContaining: " : la lettre")
        try JSONEncoder().encode(mails).write(to: folder.appending(path: "mails.json"))
        let verdict = try await Judge.run(TestServers.python, [Judge.script("judge_told_texts.py"), folder.path])
        #expect(verdict.status == 0, "\(verdict.output)")
        try await feedsTell(told)
    }

    private func feedsTell(_ told: [Told]) async throws {
        var calendar: [String: [String: String]] = [:]
        var atom: [String: [String: String]] = [:]
        for item in told {
            // A description that shows nothing is left out of what is shown.
            let isBlank = item.description.unicodeScalars.allSatisfy(\.properties.isWhitespace)
            calendar["\(item.id)@reseau.test"] = ["SUMMARY": item.title]
            atom["urn:uuid:\(item.id)"] = ["title": item.title]
            guard !isBlank else { continue }
            calendar["\(item.id)@reseau.test"]?["DESCRIPTION"] = item.description
            atom["urn:uuid:\(item.id)"]?["content"] = item.description
        }
        try await FormatJudge.calendar.check(
            try await HTTP.get(system.url("/feeds/events.ics")).body, expecting: calendar)
        try await FormatJudge.atom.check(try await HTTP.get(system.url("/feeds/events.atom")).body, expecting: atom)
    }
}
