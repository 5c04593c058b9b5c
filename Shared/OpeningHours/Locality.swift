package import Domain

/// What decides when hours are: the clock on the wall, and the holidays that the département has.
package struct Locality: Sendable, Hashable {
    package let zone: ServedTimeZone
    /// Nil when it is not known: the public holidays are those of all of France then, the school holidays unknown.
    package let departement: DepartementCode?

    package init(zone: ServedTimeZone, departement: DepartementCode?) {
        self.zone = zone
        self.departement = departement
    }

    /// The clock of a département, of metropolitan France when it has none of its own.
    package init(departement: DepartementCode?) {
        let zone: ServedTimeZone =
            switch departement?.text {
            case "971", "977", "978": .guadeloupe
            case "972": .martinique
            case "973": .cayenne
            case "974": .reunion
            case "976": .mayotte
            default: .paris
            }
        self.init(zone: zone, departement: departement)
    }
}
