import Calendars
import Domain
import FoundationEssentials
import MarkdownKit
import OpeningHoursKit

/// Places in the national schema of *lieux de médiation numérique* (LaMednum, version 1.0.2), and what was left out.
struct DigitalMediation {
    /// Why a place is not in the table: the schema requires what is not known of it.
    enum Omission: String, CaseIterable, Encodable {
        case closed, operatorNumber = "operator_number_missing", address = "address_missing"
    }

    private(set) var table: CSVText
    private(set) var exported = 0
    private(set) var omitted: [Omission: Int] = [:]
    private let network: NetworkName
    private let zone: Zone

    /// Who stands as the source.
    typealias NetworkName = String

    init(of places: [Place], from network: NetworkName, zone: Zone) {
        self.network = network
        self.zone = zone
        table = CSVText(header: Self.columns)
        for place in places {
            if let omission = Self.omission(place) {
                omitted[omission, default: 0] += 1
            } else {
                table.append(row(of: place))
                exported += 1
            }
        }
    }

    private static func omission(_ place: Place) -> Omission? {
        if place.state == .closed { return .closed }
        if place.operator?.siret == nil, place.operator?.rna == nil { return .operatorNumber }
        guard place.address.street != nil, place.address.postcode != nil, place.address.commune != nil else {
            return .address
        }
        return nil
    }

    private static let columns = [
        "id", "pivot", "nom", "commune", "code_postal", "code_insee", "adresse", "complement_adresse", "latitude",
        "longitude", "typologie", "telephone", "courriels", "site_web", "horaires", "presentation_resume",
        "presentation_detail", "source", "itinerance", "structure_parente", "date_maj", "services",
        "publics_specifiquement_adresses", "prise_en_charge_specifique", "frais_a_charge",
        "dispositif_programmes_nationaux", "formations_labels", "autres_formations_labels", "modalites_acces",
        "modalites_accompagnement", "fiche_acces_libre", "prise_rdv",
    ]

    private func row(of place: Place) -> [String?] {
        let address = place.address
        let labels = LabelColumns(place)
        let description = place.description.map { PlainMarkdown.text($0, showingLinks: false) }
        let identity: [String?] = [
            place.id.description, place.operator?.siret?.text ?? place.operator?.rna?.text, place.name.text,
            address.commune?.text, address.postcode?.text, address.communeCode?.text, address.street?.text, nil,
            place.position.map { "\($0.latitude)" }, place.position.map { "\($0.longitude)" },
        ]
        let contact: [String?] = [
            place.kinds.contains(.fablab) ? "TIERS_LIEUX|FABLAB" : "TIERS_LIEUX",
            place.contacts.compactMap(\.phone).first { Self.isListed($0) }?.text,
            place.contacts.compactMap(\.email?.text).joined(separator: "|"), place.website?.text,
            place.openingHours.flatMap { OpeningHours($0.text) }?.text, description.map(Self.summary), description,
            network, nil, place.operator?.name?.text, day(of: place),
        ]
        let services = place.services.map(\.text).filter(Self.services.contains)
        return identity + contact + [
            services.joined(separator: "|"), nil, nil, nil, labels.programmes, labels.trainings, labels.others, nil,
            nil, place.links.first { $0.url.url?.host() == "acceslibre.beta.gouv.fr" }?.url.text, nil,
        ]
    }

    /// When somebody last said that it is true, or else when something last changed.
    private func day(of place: Place) -> String? {
        place.confirmedOn?.text ?? (try? zone.local(place.updatedAt).calendarDay)?.text
    }

    /// The schema knows the numbers of France and its territories.
    private static func isListed(_ phone: PhoneNumber) -> Bool {
        ["+33", "+590", "+594", "+262", "+596"].contains { prefix in
            phone.text.hasPrefix(prefix) && (6...9).contains(phone.text.count - prefix.count)
        }
    }

    /// At most 280 characters, cut between words.
    private static func summary(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard line.unicodeScalars.count > 280 else { return line }
        let start = String(String.UnicodeScalarView(line.unicodeScalars.prefix(279)))
        return (start.lastIndex(of: " ").map { String(start[..<$0]) } ?? start) + "…"
    }

    private static let services: Set<String> = [
        "Aide aux démarches administratives", "Maîtrise des outils numériques du quotidien",
        "Insertion professionnelle via le numérique", "Utilisation sécurisée du numérique",
        "Parentalité et éducation avec le numérique", "Loisirs et créations numériques",
        "Compréhension du monde numérique", "Accès internet et matériel informatique",
        "Acquisition de matériel informatique à prix solidaire",
    ]
}

/// Labels as the schema parts them: national programmes, trainings and labels that it lists, and all others, among which
/// priority districts stand by custom.
private struct LabelColumns {
    let programmes: String
    let trainings: String
    let others: String

    init(_ place: Place) {
        var (programmes, trainings, others): ([String], [String], [String]) = ([], [], [])
        for label in place.labels.map(\.name.text) {
            if let programme = Self.match(label, Self.programmes) {
                programmes.append(programme)
            } else if Self.plain(label).hasPrefix("fabriquedeterritoire") {
                trainings.append("Fabriques de Territoire")
            } else if let training = Self.match(label, Self.trainings) {
                trainings.append(training)
            } else {
                others.append(label.replacing("|", with: "/"))
            }
        }
        if place.territories.contains(where: { $0.kind == .qpv }) { others.append("QPV") }
        self.programmes = programmes.joined(separator: "|")
        self.trainings = trainings.joined(separator: "|")
        self.others = others.joined(separator: "|")
    }

    private static func match(_ label: String, _ names: [String]) -> String? {
        names.first { plain($0) == plain(label) }
    }

    private static func plain(_ text: String) -> String {
        text.lowercased().filter { $0.isLetter || $0.isNumber }.replacing("fabriquesde", with: "fabriquede")
    }

    private static let programmes = [
        "Aidants Connect", "Bibliothèques numérique de référence", "Certification PIX", "Conseillers numériques",
        "Emmaüs Connect", "France Services", "Grande école du numérique", "La Croix Rouge",
        "Point d'accès numérique CAF", "Promeneurs du net",
    ]
    private static let trainings = ["Arnia/MedNum BFC (Bourgogne-Franche-Comté)", "ORDI 3.0", "SUD LABS (PACA)"]
}
