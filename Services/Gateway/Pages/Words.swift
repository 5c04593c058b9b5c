import Calendars
import Domain
import FoundationEssentials

extension Language {
    /// The words in this language.
    func callAsFunction(_ french: String, _ english: String) -> String {
        self == .french ? french : english
    }

    /// A number of things: « aucune offre », « 1 offre », « 2 offres ».
    func count(
        _ number: Int, _ french: (none: String, one: String, many: String), _ english: (one: String, many: String)
    )
        -> String
    {
        switch (self, number) {
        case (.french, 0): french.none
        case (.french, 1): "1 \(french.one)"
        case (.french, _): "\(grouped(number)) \(french.many)"
        case (.english, 0): "no \(english.many)"
        case (.english, 1): "1 \(english.one)"
        case (.english, _): "\(grouped(number)) \(english.many)"
        }
    }

    /// How many a list has in all, also where they were not counted to the end.
    func total<Item>(
        of page: Page<Item>, _ french: (none: String, one: String, many: String), _ english: (one: String, many: String)
    ) -> String {
        let words = count(page.total, french, english)
        return page.totalAtLeast == true ? self("plus de \(words)", "more than \(words)") : words
    }

    /// « 10 000 », “10,000”.
    private func grouped(_ number: Int) -> String {
        number < 1_000
            ? "\(number)"
            : "\(grouped(number / 1_000))\(self("\u{202F}", ","))\(String(number % 1_000 + 1_000).dropFirst())"
    }

    static let eventWords = (none: "aucun événement", one: "événement", many: "événements")
    static let offerWords = (none: "aucune offre", one: "offre", many: "offres")
    static let placeWords = (none: "aucun tiers-lieu", one: "tiers-lieu", many: "tiers-lieux")

    func count<Item>(events page: Page<Item>) -> String { total(of: page, Self.eventWords, ("event", "events")) }
    func count<Item>(offers page: Page<Item>) -> String { total(of: page, Self.offerWords, ("offer", "offers")) }
    func count<Item>(places page: Page<Item>) -> String { total(of: page, Self.placeWords, ("place", "places")) }
}

extension Place.State {
    func words(in language: Language) -> String {
        switch self {
        case .project: language("en projet", "planned")
        case .emerging: language("en émergence", "emerging")
        case .active: language("ouvert", "open")
        case .closed: language("fermé", "closed")
        case .other: language("autre", "other")
        }
    }
}

extension Place.Kind {
    func words(in language: Language) -> String {
        switch self {
        case .coworking: "coworking"
        case .fablab: language("fablab, atelier de fabrication", "fab lab")
        case .makerspace: "makerspace"
        case .repair: language("garage solidaire, réparation", "repair workshop")
        case .food: language("tiers-lieu alimentaire", "food")
        case .agricultural: language("tiers-lieu agricole", "agricultural")
        case .culturalWasteland: language("friche culturelle", "cultural wasteland")
        case .sharedWorkshop: language("atelier artisanal partagé", "shared workshop")
        case .digitalInclusion: language("médiation numérique", "digital inclusion")
        case .microFolie: "Micro-Folie"
        case .connectedCampus: language("campus connecté", "connected campus")
        case .socialPlace: language("lieu de lien social", "social place")
        case .serviceHouse: language("maison de services", "service house")
        case .other: language("autre", "other")
        }
    }
}

extension Offer.Kind {
    func words(in language: Language) -> String {
        guard language == .english else { return words }
        return switch self {
        case .job: "Job"
        case .apprenticeship: "Apprenticeship"
        case .internship: "Internship"
        case .volunteering: "Volunteering"
        case .sharedJob: "Shared job"
        case .civicService: "Civic service"
        case .serviceOffer: "Service offered"
        case .serviceNeed: "Service wanted"
        case .other: "Offer"
        }
    }
}

extension CalendarDay {
    func words(in language: Language) -> String {
        LocalDateTime(startOf: self).dayWords(in: language)
    }
}

extension Event {
    /// When, in the event's own zone.
    func dates(in language: Language) -> String {
        let zone = Zone(timezone)
        return zone.local(startsAt).words(until: endsAt.map(zone.local), in: language)
    }
}
