import Domain
import FoundationEssentials
import HTMLKit
import HummingbirdCore
import ServiceKit

/// The back-office of people: who can sign in, with which roles.
struct PeoplePages: Sendable {
    let site: Site

    @Sendable func list(_ incoming: Incoming) async throws -> Response {
        let language = incoming.language
        let words = incoming.query["q"]
        let found = try await site.read(
            FindPeople(text: words, page: PageQuery(cursor: incoming.query["cursor"])), incoming)
        let rows = found.items.map { person -> HTML in
            """
            <li>
            <p><a href="/admin/people/\(person.id)">\(person.email)</a>\
            \(person.name.map { name -> HTML in " – \(name)" })</p>
            <p>\(RoleWords.list(person.grants, language))</p>
            </li>

            """
        }
        let next = found.next.map { cursor -> HTML in
            let link: LinkTarget = "/admin/people?q=\(words ?? "")&cursor=\(cursor)"
            return "<p><a href=\"\(link)\">\(language("Page suivante", "Next page"))</a></p>\n"
        }
        return page(
            incoming, language("Personnes et rôles", "People and roles"),
            """
            <form action="/admin/people" method="get" role="search">
            <label for="q">\(language("Nom ou adresse", "Name or address"))</label>
            <input id="q" name="q" type="search" value="\(words ?? "")">
            <button>\(language("Chercher", "Search"))</button>
            </form>
            \(if: rows.isEmpty, "<p>\(language("Personne.", "Nobody."))</p>\n")\
            \(if: !rows.isEmpty, "<ul class=\"items\">\n\(rows)</ul>\n")\(next)\
            <h2>\(language("Ajouter une personne", "Add a person"))</h2>
            <form action="/admin/people" method="post">
            \(PersonForm.fields(email: "", name: "", language))\
            <button>\(language("Ajouter", "Add"))</button>
            </form>

            """)
    }

    @Sendable func create(_ incoming: Incoming) async throws -> Response {
        let form = incoming.form
        let order = CreatePerson(email: try form.email(), name: try form.name())
        let person = try await site.orderAside(order, incoming)
        return .seeOther("/admin/people/\(person.id)")
    }

    @Sendable func show(_ incoming: Incoming) async throws -> Response {
        let id = try incoming.id(of: Person.self)
        let read = Reader(site.ask, as: incoming.requester)
        async let asked = read(GetPerson(id: id))
        async let sessions = read(FindSessions(personId: id))
        let (person, language) = (try await asked, incoming.language)
        return page(
            incoming, person.name?.text ?? person.email.text,
            PersonForm(
                person: person, sessions: try await sessions.items.count,
                isAdministrator: incoming.requester.role == .administrator, language: language
            ).html)
    }

    /// Staff has made sure of the person before: a link to the new address lets in whoever reads it.
    @Sendable func change(_ incoming: Incoming) async throws -> Response {
        let form = incoming.form
        guard let version = form["version"].flatMap({ Int($0) }) else {
            throw Problem("field-required", status: 422, field: "version")
        }
        let id = try incoming.id(of: Person.self)
        let changes = ChangePerson.Changes(
            email: try form.email(), name: try form.name().map { .set($0) } ?? .clear)
        _ = try await site.orderAside(ChangePerson(id: id, expectedVersion: version, changes: changes), incoming)
        return .seeOther("/admin/people/\(id)")
    }

    @Sendable func grant(_ incoming: Incoming) async throws -> Response {
        let id = try incoming.id(of: Person.self)
        _ = try await site.orderAside(GrantRole(id: id, grant: try incoming.form.grant()), incoming)
        return .seeOther("/admin/people/\(id)")
    }

    @Sendable func revoke(_ incoming: Incoming) async throws -> Response {
        let id = try incoming.id(of: Person.self)
        _ = try await site.orderAside(RevokeRole(id: id, grant: try incoming.form.grant()), incoming)
        return .seeOther("/admin/people/\(id)")
    }

    @Sendable func endSessions(_ incoming: Incoming) async throws -> Response {
        let id = try incoming.id(of: Person.self)
        for session in try await site.read(FindSessions(personId: id), incoming).items {
            _ = try await site.orderAside(EndSession(id: session.id), incoming)
        }
        return .seeOther("/admin/people/\(id)")
    }

    private func page(_ incoming: Incoming, _ title: String, _ content: HTML) -> Response {
        PlainPage.response(
            site.layout(title, incoming), content)
    }
}

extension Query {
    fileprivate func email() throws -> EmailAddress {
        guard let text = self["email"] else { throw Problem("field-required", status: 422, field: "email") }
        return try EmailAddress(text)
    }

    fileprivate func name() throws -> OneLine? {
        try self["name"].map { text throws(InvalidValue) in try OneLine(text) }
    }

    /// The place may be given as the address of its page, as it stands in the browser.
    fileprivate func grant() throws -> RoleGrant {
        guard let role = self["role"].flatMap(RoleGrant.Role.init(rawValue:)), role != .other else {
            throw Problem("value-not-listed", status: 422, field: "role")
        }
        guard role.hasSubject else { return RoleGrant(role: role) }
        guard let text = self["subject"] else { throw Problem("field-required", status: 422, field: "subject") }
        let last = text.split(separator: "/").last.map(String.init) ?? ""
        guard let subject = Identifier<RoleSubject>(last) else { throw InvalidValue(.identifier, field: "subject") }
        return RoleGrant(role: role, subjectId: subject)
    }
}
