import Calendars
import Domain
import FoundationEssentials
import HTMLKit
import OpeningHoursKit

/// What a place's page says of it besides name, kind and address.
struct PlaceFacts {
    let parts: PlaceParts
    let language: Language

    private var place: Place { parts.place }

    var html: HTML {
        """
        \(Facts.row(language("Autres noms", "Other names"), place.otherNames.map(\.text).joined(separator: ", ")))\
        \(place.openingHours.map(hours))\
        \(Facts.row(language("Services", "Services"), place.services.map(\.text).joined(separator: ", ")))\
        \(Facts.row(language("Équipements", "Equipment"), place.equipment.map(\.text).joined(separator: ", ")))\
        \(rows(language("Contact", "Contact"), place.contacts.map(contact)))\
        \(rows(language("Labels", "Labels"), place.labels.map(label)))\
        \(rows(language("Liens", "Links"), place.links.map(link)))\
        \(rows(language("Porté par", "Run by"), place.operator.map { [runner($0)] } ?? []))
        """
    }

    /// What is understood is told for now and for the coming week; anything else as it was written.
    private func hours(_ text: OpeningHoursText) -> HTML {
        let name = language("Horaires", "Opening hours")
        guard let (hours, locality) = parts.hours else { return Facts.row(name, text.text) }
        let today = try? Zone(locality.zone).local(parts.now).calendarDay
        let week = today.map { hours.days(from: $0, in: locality) } ?? []
        return """
            <dt>\(name)</dt>
            <dd><strong>\(hours.words(at: parts.now, in: locality, language))</strong>
            <ul>
            \(week.map { day -> HTML in "<li>\(day.name(in: language))\(language("\u{A0}: ", ": "))\(day.words(in: language))</li>\n" })</ul></dd>

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
