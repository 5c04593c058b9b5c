import Domain

extension Address {
    /// The codes of an address, each of which says something of the others.
    struct Codes {
        var postcode: Postcode?
        var commune: CommuneCode?
        var departement: DepartementCode?
        var region: RegionCode?
    }

    /// With what follows from the codes that are given: the commune of an arrondissement, the département of the
    /// commune, the region of the département.
    /// - Throws: when a code contradicts one that it follows from.
    func completed() throws(InvalidValue) -> Address {
        var address = self
        address.communeCode = communeCode?.commune
        address.departementCode = departementCode ?? address.communeCode?.departement
        if let commune = address.communeCode, address.departementCode != commune.departement {
            throw InvalidValue(.officialCode, field: "address.departement_code")
        }
        let region = address.departementCode?.region
        address.regionCode = regionCode ?? region
        if let region, address.regionCode != region {
            throw InvalidValue(.officialCode, field: "address.region_code")
        }
        return address
    }
}

extension Address.Codes {
    /// What a source's codes say together. Sources contradict themselves, for instance where they looked for the
    /// nearest commune of metropolitan France to a place overseas; then what two of postcode, commune and département
    /// say is kept, and the third left out.
    func reconciled() -> (commune: CommuneCode?, departement: DepartementCode?, region: RegionCode?, doubtful: Bool) {
        let posted = postcode?.departement
        var commune = commune?.commune
        var departement = departement
        let said = commune?.departement ?? departement
        var doubtful = false
        if let posted, posted.isOverseas, said?.isServed(from: posted) != true {
            // Letters never cross the sea to be delivered: overseas, the postcode is beyond doubt.
            doubtful = said != nil
            (commune, departement) = (nil, posted)
        } else if let place = commune, let given = departement, place.departement != given {
            doubtful = true
            if posted != place.departement { commune = nil }
        }
        departement = commune?.departement ?? departement
        return (commune, departement, departement?.region ?? region, doubtful)
    }
}

extension Postcode {
    /// The département that the code begins with. A few communes are served from the neighbouring one, and Corsica's
    /// two share `20`, for which there is none.
    fileprivate var departement: DepartementCode? {
        try? DepartementCode(String(text.prefix(text.hasPrefix("97") || text.hasPrefix("98") ? 3 : 2)))
    }
}

extension DepartementCode {
    fileprivate var isOverseas: Bool {
        text.count == 3
    }

    /// Saint-Barthélemy and Saint-Martin have kept the postcodes of Guadeloupe.
    fileprivate func isServed(from departement: DepartementCode) -> Bool {
        self == departement || departement.text == "971" && (text == "977" || text == "978")
    }
}
