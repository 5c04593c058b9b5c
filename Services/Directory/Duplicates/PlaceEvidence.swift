/// What is compared of a place. Texts are plain: without accents, case and punctuation.
struct PlaceEvidence: Codable, Hashable, Sendable {
    var name: String
    var street: String?
    var postcode: String?
    var commune: String?
    var communeCode: String?
    var site: String?
    var latitude: Double?
    var longitude: Double?

    /// Whether somebody who compared the place as it was may decide otherwise of it as it is now. A position that was
    /// measured anew is the same.
    func differsMaterially(from earlier: PlaceEvidence) -> Bool {
        var now = self
        if let latitude, let longitude, let then = earlier.latitude, let thenLongitude = earlier.longitude,
            abs(latitude - then) < Self.sameDegrees, abs(longitude - thenLongitude) < Self.sameDegrees
        {
            (now.latitude, now.longitude) = (then, thenLongitude)
        }
        return now != earlier
    }

    /// Some hundred metres, north to south.
    private static let sameDegrees = 0.001

    /// The number, or what stands for it, and the street it is in. Words that people shorten are written out.
    var door: (number: String?, street: String)? {
        let words = (street ?? "").split(separator: " ").map { Self.streetWords[String($0)] ?? String($0) }
        guard let first = words.first else { return nil }
        guard first.first?.isNumber == true else { return (nil, words.joined(separator: " ")) }
        let number = words.prefix { $0.first?.isNumber == true || Self.numberWords.contains($0) }
        let street = words.dropFirst(number.count).joined(separator: " ")
        return street.isEmpty ? nil : (number.joined(), street)
    }

    private static let numberWords: Set = ["bis", "ter", "quater"]
    private static let streetWords = [
        "r": "rue", "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard", "blvd": "boulevard",
        "pl": "place", "ch": "chemin", "che": "chemin", "all": "allee", "imp": "impasse", "rte": "route",
        "fg": "faubourg", "fbg": "faubourg", "sq": "square", "st": "saint", "ste": "sainte", "dr": "docteur",
        "gal": "general", "mal": "marechal", "pdt": "president",
    ]

    /// Whether a town may well have one of this name, and the next town too: nothing in it is particular.
    var nameIsGeneric: Bool {
        name.split(separator: " ").allSatisfy { Self.genericWords.contains(String($0)) }
    }

    private static let genericWords: Set<String> = [
        "a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "un", "une",
        "accueil", "agence", "antenne", "association", "associations", "associatif", "associative", "atelier",
        "ateliers", "bibliotheque", "bureau", "bureaux", "bus", "cafe", "campus", "ccas", "centre", "commun", "commune",
        "communal", "communale", "connecte", "conseil", "coworking", "cowork", "culturel", "culturelle", "cyber",
        "cyberbase",
        "cybercentre", "departemental", "emploi", "epn", "espace", "espaces", "fab", "fablab", "fabrique", "fete",
        "fetes", "foyer", "france", "friche", "garage", "hotel", "info", "informatique", "intercommunal", "itinerant",
        "jeunes", "jeunesse", "lab", "lieu", "local", "ludotheque", "mairie", "maison", "makerspace", "mediatheque",
        "mediation", "micro", "mission", "mjc", "msap", "municipal", "municipale", "multimedia", "folie", "numerique",
        "partage", "partagee", "pole", "poste", "point", "polyvalente", "public", "publique", "publics", "quartier",
        "relais", "ressourcerie", "rural", "rurale", "salle", "service", "services", "social", "sociale", "solidaire",
        "solidarite", "tiers", "travail", "ville",
    ]
}
