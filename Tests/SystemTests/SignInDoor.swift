import Domain
import Foundation
import TestSupport
import Testing

/// The way in, as a browser goes it.
struct SignInDoor {
    let system: TestSystem

    init(_ system: TestSystem) {
        self.system = system
    }

    /// Asks by the form, and reads the link in the mail that comes.
    func link(for address: String) async throws -> String {
        let mailbox = Mailbox(system.servers.mail)
        let before = Set(try await mailbox.mails(to: address, subjectContaining: "connexion").compactMap(Self.link))
        let shown = Int((Date().timeIntervalSince1970 - 10) * 1000)
        let email = address.replacing("@", with: "%40")
        let asked = try await post("/sign-in", form: "email=\(email)&website=&shown=\(shown)", nil)
        #expect(asked.status == 200)
        var found: String?
        try await eventually("a link for \(address) arrives") {
            let links = try await mailbox.mails(to: address, subjectContaining: "connexion").compactMap(Self.link)
            found = links.first { !before.contains($0) }
            return found != nil
        }
        return try #require(found)
    }

    private static func link(_ mail: Mailbox.Mail) -> String? {
        mail.text.firstMatch(of: /http:\/\/\S+\/sign-in\/[A-Za-z0-9_-]{43}/).map { String($0.output) }
    }

    /// Presses the button of the link's page; returns the cookie.
    func open(_ link: String) async throws -> String {
        let page = try await HTTP.get(link)
        #expect(page.status == 200 && page.text.contains("<form method=\"post\">"))
        let opened = try await post(link, cookie: nil)
        #expect(opened.status == 303)
        let cookie = try #require(opened.header("set-cookie")?.split(separator: ";").first)
        #expect(cookie.hasPrefix("maillage="))
        return String(cookie)
    }

    /// What a page of this site sends along.
    func headers(_ cookie: String?) -> [String: String] {
        var headers = ["origin": system.url(""), "accept": "text/html"]
        headers["cookie"] = cookie
        return headers
    }

    func get(_ path: String, _ cookie: String) async throws -> HTTP.Answer {
        try await HTTP.get(system.url(path), headers: ["cookie": cookie])
    }

    func post(_ path: String, _ json: [String: Any]?, _ cookie: String) async throws -> HTTP.Answer {
        try await HTTP.post(system.url(path), json: json, headers: headers(cookie))
    }

    func post(_ path: String, form: String, _ cookie: String?) async throws -> HTTP.Answer {
        try await send(system.url(path), form, cookie)
    }

    func post(_ link: String, cookie: String?) async throws -> HTTP.Answer {
        try await send(link, "", cookie)
    }

    private func send(_ url: String, _ form: String, _ cookie: String?) async throws -> HTTP.Answer {
        let type = ["content-type": "application/x-www-form-urlencoded"]
        return try await HTTP.send("POST", url, headers: headers(cookie).merging(type) { $1 }, body: Data(form.utf8))
    }

    /// Makes a thing as somebody, and tells its identifier.
    func made(_ path: String, _ json: [String: Any], _ cookie: String) async throws -> String {
        let answer = try await post(path, json, cookie)
        #expect(answer.status == 201, "\(path): \(answer.text.prefix(300))")
        return try #require(try answer.json()["id"] as? String)
    }
}
