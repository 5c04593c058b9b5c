import Domain
import FoundationEssentials
import HTMLKit
import HummingbirdCore
import ServiceKit

/// One's own page: who one is here, what one may do, and where one is signed in.
struct AccountPages: Sendable {
    let site: Site
    let sessions: SessionAuthentication

    @Sendable func show(_ incoming: Incoming) async throws -> Response {
        let language = incoming.language
        let read = Reader(site.ask, as: incoming.requester)
        async let account = read(GetAccount())
        async let list = read(FindSessions())
        let person = try await account
        return PlainPage.response(
            site.layout(language("Mon compte", "My account"), incoming),
            """
            <dl>
            <dt>\(language("Adresse électronique", "E-mail address"))</dt>
            <dd>\(person.email)</dd>
            \(if: person.name != nil, "<dt>\(language("Nom", "Name"))</dt>\n<dd>\(person.name?.text ?? "")</dd>\n")\
            <dt>\(language("Rôles", "Roles"))</dt>
            <dd>\(RoleWords.list(person.grants, language))</dd>
            </dl>
            \(if: incoming.requester.isStaff, Self.staffLinks(language))\
            <h2>\(language("Navigateurs connectés", "Signed-in browsers"))</h2>
            \(Self.list(try await list.items, language))\
            <form action="/sign-out" method="post">
            <button>\(language("Se déconnecter", "Sign out"))</button>
            </form>

            """)
    }

    @Sendable func end(_ incoming: Incoming) async throws -> Response {
        let id = try incoming.id(of: Session.self)
        _ = try await site.orderAside(EndSession(id: id), incoming)
        sessions.forget(id)
        return .seeOther("/account")
    }

    private static func staffLinks(_ language: Language) -> HTML {
        """
        <h2>\(language("Équipe du réseau", "Network staff"))</h2>
        <ul>
        <li><a href="/admin/people">\(language("Personnes et rôles", "People and roles"))</a></li>
        <li><a href="/admin/keys">\(language("Clés d’accès", "Access keys"))</a></li>
        <li><a href="/admin/audit">\(language("Journal des actions", "Log of actions"))</a></li>
        </ul>

        """
    }

    static func list(_ items: [SessionList.Item], _ language: Language) -> HTML {
        let rows = items.map { item -> HTML in
            """
            <li>
            <p><strong>\(item.device == "?" ? language("Navigateur inconnu", "Unknown browser") : item.device)</strong>\
            \(if: item.isCurrent, " – \(language("celui-ci", "this one"))")</p>
            <p>\(language("Connecté le", "Signed in on")) \(item.startedAt.minutes), \
            \(language("utilisé le", "used on")) \(item.lastUsedAt.minutes)</p>
            <form action="/account/sessions/\(item.id)/end" method="post">
            <button>\(language("Déconnecter ce navigateur", "Sign this browser out"))</button>
            </form>
            </li>

            """
        }
        return items.isEmpty
            ? "<p>\(language("Aucun.", "None."))</p>\n" : "<ul class=\"items\">\n\(rows)</ul>\n"
    }
}

extension Date {
    /// To the minute, in UTC: enough to know a session again.
    var minutes: String {
        rfc3339.prefix(16).replacing("T", with: " ") + " UTC"
    }
}

/// Roles in the words of the screen.
enum RoleWords {
    static func list(_ grants: [RoleGrant], _ language: Language) -> HTML {
        guard !grants.isEmpty else { return "\(language("aucun", "none"))" }
        let parts = grants.enumerated().map { index, grant -> HTML in
            "\(if: index > 0, ", ")\(words(grant, language))"
        }
        return "\(parts)"
    }

    static func words(_ grant: RoleGrant, _ language: Language) -> HTML {
        switch (grant.role, grant.subjectId) {
        case (.facilitator, let place?):
            "<a href=\"/places/\(place)\">\(language("animation d’un lieu", "facilitator of a place"))</a>"
        default: "\(name(grant.role, language))\(grant.subjectId.map { subject -> HTML in " \(subject)" })"
        }
    }

    static func name(_ role: RoleGrant.Role, _ language: Language) -> String {
        switch role {
        case .facilitator: language("animation d’un lieu", "facilitator of a place")
        case .caretaker: language("référence d’un cercle", "caretaker of a circle")
        case .staff: language("équipe du réseau", "network staff")
        case .administrator: language("administration", "administrator")
        case .other: language("autre", "other")
        }
    }
}
