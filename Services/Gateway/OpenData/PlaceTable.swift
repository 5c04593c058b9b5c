import Domain
import FoundationEssentials

/// Places as a table, one a row, with everything that the API tells of them. Several values in a cell are parted by bars.
enum PlaceTable {
    static func bytes(of places: [Place], _ network: WebAddress) -> [UInt8] {
        var table = CSVText(header: [
            "id", "name", "other_names", "state", "kinds", "street", "postcode", "commune", "commune_code",
            "departement_code", "region_code", "latitude", "longitude", "territories", "website", "phones", "emails",
            "opening_hours", "services", "equipment", "labels", "operator", "siret", "rna", "confirmed_on",
            "updated_at", "url",
        ])
        for place in places { table.append(row(of: place, network)) }
        return table.bytes
    }

    private static func row(of place: Place, _ network: WebAddress) -> [String?] {
        let address = place.address
        let identity: [String?] = [
            place.id.description, place.name.text, bars(place.otherNames.map(\.text)), place.state.rawValue,
            bars(place.kinds.map(\.rawValue)),
        ]
        let whereabouts: [String?] = [
            address.street?.text, address.postcode?.text, address.commune?.text, address.communeCode?.text,
            address.departementCode?.text, address.regionCode?.text, place.position.map { "\($0.latitude)" },
            place.position.map { "\($0.longitude)" }, bars(place.territories.map { "\($0.kind.rawValue):\($0.code)" }),
        ]
        let details: [String?] = [
            place.website?.text, bars(place.contacts.compactMap(\.phone?.text)),
            bars(place.contacts.compactMap(\.email?.text)), place.openingHours?.text,
            bars(place.services.map(\.text)), bars(place.equipment.map(\.text)), bars(place.labels.map(\.name.text)),
            place.operator?.name?.text, place.operator?.siret?.text, place.operator?.rna?.text,
            place.confirmedOn?.text, place.updatedAt.formatted(.iso8601), "\(network)/places/\(place.id)",
        ]
        return identity + whereabouts + details
    }

    private static func bars(_ values: [String]) -> String {
        values.joined(separator: "|")
    }
}
