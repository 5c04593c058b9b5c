import Domain
import FoundationEssentials
import HTMLKit

/// What a place's page says of it besides name, kind and address.
struct PlaceFacts {
    let place: Place
    let language: Language

    var html: HTML {
        """
        \(Facts.row(language("Autres noms", "Other names"), place.otherNames.map(\.text).joined(separator: ", ")))\
        \(Facts.row(language("Horaires", "Opening hours"), place.openingHours?.text ?? ""))\
        \(Facts.row(language("Services", "Services"), place.services.map(\.text).joined(separator: ", ")))\
        \(Facts.row(language("Équipements", "Equipment"), place.equipment.map(\.text).joined(separator: ", ")))\
        \(rows(language("Contact", "Contact"), place.contacts.map(contact)))\
        \(rows(language("Labels", "Labels"), place.labels.map(label)))\
        \(rows(language("Liens", "Links"), place.links.map(link)))\
        \(rows(language("Porté par", "Run by"), place.operator.map { [runner($0)] } ?? []))
        """
    }

    /// One term with as many descriptions as there are.
    private func rows(_ name: String, _ values: [HTML]) -> HTML {
        values.isEmpty ? "" : "<dt>\(name)</dt>\n\(values.map { value -> HTML in "<dd>\(value)</dd>\n" })"
    }

    private func contact(_ contact: Contact) -> HTML {
        let who = [contact.name?.text, contact.role?.text].compactMap(\.self).joined(separator: ", ")
        return """
            \(if: !who.isEmpty, "\(who) ")\
            \(contact.phone.map { phone -> HTML in "<a href=\"\(LinkTarget(phone))\">\(phone.words)</a> " })\
            \(contact.email.map { email -> HTML in "<a href=\"\(LinkTarget(mailTo: email))\">\(email)</a>" })
            """
    }

    private func label(_ label: LabelAward) -> HTML {
        let dates = [
            label.from.map { language("depuis le ", "since ") + $0.words(in: language) },
            label.until.map { language("jusqu’au ", "until ") + $0.words(in: language) },
        ].compactMap(\.self).joined(separator: language(", ", ", "))
        return dates.isEmpty ? "\(label.name)" : "\(label.name) (\(dates))"
    }

    private func link(_ link: PlaceLink) -> HTML {
        "<a href=\"\(link.url)\" rel=\"noopener nofollow\">\(link.title)</a>"
    }

    private func runner(_ runner: PlaceOperator) -> HTML {
        let numbers = [runner.siret.map { "SIRET \($0)" }, runner.rna.map { "RNA \($0)" }].compactMap(\.self)
        let words = [runner.name?.text].compactMap(\.self) + numbers
        return "\(words.joined(separator: " · "))"
    }
}
