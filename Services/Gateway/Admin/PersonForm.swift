import Domain
import HTMLKit

/// What staff sees of one person, and may do.
struct PersonForm {
    let person: Person
    let sessions: Int
    let isAdministrator: Bool
    let language: Language

    var html: HTML {
        "\(details)\(roles)\(browsers)<p><a href=\"/admin/people\">\(language("Toutes les personnes", "All people"))</a></p>\n"
    }

    static func fields(email: String, name: String, _ language: Language) -> HTML {
        """
        <label for="email">\(language("Adresse électronique", "E-mail address"))</label>
        <input id="email" name="email" type="email" autocomplete="off" required maxlength="254" value="\(email)">
        <label for="name">\(language("Nom (facultatif)", "Name (optional)"))</label>
        <input id="name" name="name" autocomplete="off" maxlength="300" value="\(name)">

        """
    }

    private var details: HTML {
        """
        <h2>\(language("Compte", "Account"))</h2>
        <p>\(language("Les liens de connexion vont à cette adresse. Avant de la changer, assurez-vous que c’est bien cette personne qui le demande : ses navigateurs seront déconnectés.", "Sign-in links go to this address. Before you change it, make sure that it is this person who asks: their browsers will be signed out."))</p>
        <form action="/admin/people/\(person.id)" method="post">
        <input type="hidden" name="version" value="\(person.version)">
        \(Self.fields(email: person.email.text, name: person.name?.text ?? "", language))\
        <button>\(language("Enregistrer", "Save"))</button>
        </form>

        """
    }

    private var roles: HTML {
        let held = person.grants.map { grant -> HTML in
            """
            <li>
            <p>\(RoleWords.words(grant, language))</p>
            <form action="/admin/people/\(person.id)/revoke" method="post">
            <input type="hidden" name="role" value="\(grant.role.rawValue)">
            <input type="hidden" name="subject" value="\(grant.subjectId?.description ?? "")">
            <button>\(language("Retirer ce rôle", "Take this role away"))</button>
            </form>
            </li>

            """
        }
        let given: [RoleGrant.Role] =
            [.facilitator, .caretaker] + (isAdministrator ? [.staff, .administrator] : [])
        let options = given.map { role -> HTML in
            "<option value=\"\(role.rawValue)\">\(RoleWords.name(role, language))</option>\n"
        }
        return """
            <h2>\(language("Rôles", "Roles"))</h2>
            \(if: held.isEmpty, "<p>\(language("Aucun.", "None."))</p>\n")\
            \(if: !held.isEmpty, "<ul class=\"items\">\n\(held)</ul>\n")\
            <form action="/admin/people/\(person.id)/grant" method="post">
            <label for="role">\(language("Rôle à donner", "Role to give"))</label>
            <select id="role" name="role">
            \(options)</select>
            <label for="subject">\(language("Lieu (adresse de sa page) ou cercle (identifiant)", "Place (address of its page) or circle (identifier)"))</label>
            <input id="subject" name="subject" autocomplete="off">
            <button>\(language("Donner ce rôle", "Give this role"))</button>
            </form>

            """
    }

    private var browsers: HTML {
        """
        <h2>\(language("Navigateurs connectés", "Signed-in browsers"))</h2>
        <p>\(sessions)</p>
        \(if: sessions > 0, "<form action=\"/admin/people/\(person.id)/end-sessions\" method=\"post\">\n<button>\(language("Déconnecter partout", "Sign out everywhere"))</button>\n</form>\n")
        """
    }
}
