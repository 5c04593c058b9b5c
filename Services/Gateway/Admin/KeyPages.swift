import Domain
import FoundationEssentials
import HTMLKit
import HummingbirdCore
import ServiceKit

/// The back-office of keys, and the log of what staff did.
struct KeyPages: Sendable {
    let site: Site

    @Sendable func list(_ incoming: Incoming) async throws -> Response {
        let language = incoming.language
        let found = try await site.read(FindKeys(page: PageQuery(cursor: incoming.query["cursor"])), incoming)
        let rows = found.items.map { row($0, language) }
        let boxes = Components.givenScopes.map { scope -> HTML in
            "<label><input type=\"checkbox\" name=\"scope \(scope)\" value=\"on\"> \(scope)</label>\n"
        }
        return page(
            incoming, language("Clés d’accès", "Access keys"),
            """
            \(if: rows.isEmpty, "<p>\(language("Aucune.", "None."))</p>\n")\
            \(if: !rows.isEmpty, "<ul class=\"items\">\n\(rows)</ul>\n")\
            \(next(found.next, language))\
            <h2>\(language("Nouvelle clé", "New key"))</h2>
            <form action="/admin/keys" method="post">
            <label for="label">\(language("Qui s’en servira", "Who will use it"))</label>
            <input id="label" name="label" required maxlength="300" autocomplete="off">
            <label for="role">\(language("Rôle", "Role"))</label>
            <select id="role" name="role">
            <option value="partner">\(language("partenaire", "partner"))</option>
            \(if: incoming.requester.role == .administrator, "<option value=\"staff\">\(language("équipe du réseau", "network staff"))</option>\n")\
            </select>
            <fieldset>
            <legend>\(language("Droits d’un partenaire", "Rights of a partner"))</legend>
            \(boxes)</fieldset>
            <button>\(language("Créer la clé", "Make the key"))</button>
            </form>

            """)
    }

    private func row(_ key: AccessKey, _ language: Language) -> HTML {
        let rights = ([key.role.rawValue] + Requester(key).scopes.map(\.rawValue)).joined(separator: ", ")
        return """
            <li>
            <p><strong>\(key.label)</strong> – \(rights)</p>
            \(if: key.revoked, "<p>\(language("révoquée", "revoked"))</p>\n")\
            \(if: !key.revoked, "<form action=\"/admin/keys/\(key.id)/revoke\" method=\"post\">\n<button>\(language("Révoquer", "Revoke"))</button>\n</form>\n")\
            </li>

            """
    }

    /// The key stands on this page and nowhere else.
    @Sendable func create(_ incoming: Incoming) async throws -> Response {
        let (form, language) = (incoming.form, incoming.language)
        guard let label = form["label"] else { throw Problem("field-required", status: 422, field: "label") }
        guard let role = Requester.Role(rawValue: form["role"] ?? "") else {
            throw Problem("value-not-listed", status: 422, field: "role")
        }
        let wanted = WantedKey(
            label: try OneLine(label), role: role, scopes: Scope.allCases.filter { form["scope \($0.rawValue)"] != nil }
        )
        let (secret, key) = try await site.makeKey(wanted, incoming)
        return page(
            incoming, language("Clé créée", "Key made"),
            """
            <p>\(language("Copiez-la maintenant : elle ne sera plus jamais montrée.", "Copy it now: it will never be shown again."))</p>
            <p><strong>\(key.label)</strong></p>
            <p><code>\(secret)</code></p>
            <p><a href="/admin/keys">\(language("Toutes les clés", "All keys"))</a></p>

            """)
    }

    @Sendable func revoke(_ incoming: Incoming) async throws -> Response {
        _ = try await site.orderAside(RevokeAccessKey(id: try incoming.id(of: AccessKey.self)), incoming)
        return .seeOther("/admin/keys")
    }

    @Sendable func audit(_ incoming: Incoming) async throws -> Response {
        let language = incoming.language
        let found = try await site.read(FindAudit(page: PageQuery(cursor: incoming.query["cursor"])), incoming)
        let rows = found.items.map { entry -> HTML in
            let what = [entry.action, entry.detail].compactMap(\.self).joined(separator: " – ")
            return """
                <tr><td>\(entry.at.minutes)</td><td>\(who(entry))</td><td>\(what)</td>\
                <td>\(entry.subjectId ?? "")</td></tr>

                """
        }
        return page(
            incoming, language("Journal des actions", "Log of actions"),
            """
            <table>
            <thead><tr><th scope="col">\(language("Quand", "When"))</th><th scope="col">\(language("Qui", "Who"))</th>\
            <th scope="col">\(language("Quoi", "What"))</th><th scope="col">\(language("Sur quoi", "On what"))</th></tr></thead>
            <tbody>
            \(rows)</tbody>
            </table>
            \(next(found.next, language))
            """)
    }

    private func who(_ entry: AuditEntry) -> HTML {
        if let person = entry.personId {
            let link: LinkTarget = "/admin/people/\(person)"
            return "\(entry.role) <a href=\"\(link)\">\(person)</a>"
        }
        return "\(entry.role)\(entry.keyId.map { key -> HTML in " \(key)" })"
    }

    private func next(_ cursor: String?, _ language: Language) -> HTML? {
        cursor.map { cursor -> HTML in
            let link: LinkTarget = "?cursor=\(cursor)"
            return "<p><a href=\"\(link)\">\(language("Page suivante", "Next page"))</a></p>\n"
        }
    }

    private func page(_ incoming: Incoming, _ title: String, _ content: HTML) -> Response {
        PlainPage.response(
            site.layout(title, incoming), content)
    }
}
