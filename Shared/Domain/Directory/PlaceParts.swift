/// What a place can be reached by, as far as those concerned agreed that everybody may see it.
package struct Contact: Codable, Sendable, Hashable {
    /// Of a person, or of a desk.
    package var name: OneLine?
    /// What that person does there.
    package var role: OneLine?
    package var phone: PhoneNumber?
    package var email: EmailAddress?

    package init(
        name: OneLine? = nil, role: OneLine? = nil, phone: PhoneNumber? = nil, email: EmailAddress? = nil
    ) {
        self.name = name
        self.role = role
        self.phone = phone
        self.email = email
    }

    package var isEmpty: Bool {
        name == nil && role == nil && phone == nil && email == nil
    }
}

/// Somewhere else on the web that tells of a place.
package struct PlaceLink: Codable, Sendable, Hashable {
    package var title: OneLine
    package var url: WebAddress

    package init(title: OneLine, url: WebAddress) {
        self.title = title
        self.url = url
    }
}

/// A label that a place was given, such as « Fabrique de territoire », and for how long.
package struct LabelAward: Codable, Sendable, Hashable {
    package var name: OneLine
    package var from: CalendarDay?
    /// The last day.
    package var until: CalendarDay?

    package init(name: OneLine, from: CalendarDay? = nil, until: CalendarDay? = nil) {
        self.name = name
        self.from = from
        self.until = until
    }
}

/// Who runs a place.
package struct PlaceOperator: Codable, Sendable, Hashable {
    package var name: OneLine?
    package var siret: SIRET?
    package var rna: RNA?

    package init(name: OneLine? = nil, siret: SIRET? = nil, rna: RNA? = nil) {
        self.name = name
        self.siret = siret
        self.rna = rna
    }

    package var isEmpty: Bool {
        name == nil && siret == nil && rna == nil
    }
}

/// A contact as it is kept: everything that is known, and what of it those concerned agreed to show. What they did not
/// agree to never leaves the directory but to those who look after the place.
package struct ContactCard: Codable, Sendable, Hashable {
    /// What a consent is about. Who a person is and what they do there is one thing.
    package enum Detail: String, OpenEnumeration {
        case name, phone, email, other
    }

    package var name: OneLine?
    package var role: OneLine?
    package var phone: PhoneNumber?
    package var email: EmailAddress?
    package var consents: [Detail]?

    package init(
        name: OneLine? = nil, role: OneLine? = nil, phone: PhoneNumber? = nil, email: EmailAddress? = nil,
        consents: [Detail] = []
    ) {
        self.name = name
        self.role = role
        self.phone = phone
        self.email = email
        self.consents = consents
    }

    /// What everybody may see; nil when that is nothing.
    package var shown: Contact? {
        let consents = consents ?? []
        let contact = Contact(
            name: consents.contains(.name) ? name : nil, role: consents.contains(.name) ? role : nil,
            phone: consents.contains(.phone) ? phone : nil, email: consents.contains(.email) ? email : nil)
        return contact.isEmpty ? nil : contact
    }
}
