package import FoundationEssentials

/// Places that match all that is given. Without a position they come by name; with one, the nearest first.
package struct FindPlaces: ServiceRequest {
    package typealias Reply = Page<Place>
    package static let name = "directory.find-places.v1"
    package static let owner = ServiceName.directory

    /// Words to find, whatever their accents and case.
    package var text: String?
    package var near: Coordinates?
    /// Great-circle distance; only with `near`.
    package var radiusKm: Double?
    package var kind: Place.Kind?
    package var region: RegionCode?
    package var departement: DepartementCode?
    package var territory: TerritoryKey?
    /// Whether it lies in a priority district, of whatever vintage.
    package var qpv: Bool?
    package var page: PageQuery

    package init(
        text: String? = nil, near: Coordinates? = nil, radiusKm: Double? = nil, kind: Place.Kind? = nil,
        region: RegionCode? = nil, departement: DepartementCode? = nil, territory: TerritoryKey? = nil,
        qpv: Bool? = nil, page: PageQuery = PageQuery()
    ) {
        self.text = text
        self.near = near
        self.radiusKm = radiusKm
        self.kind = kind
        self.region = region
        self.departement = departement
        self.territory = territory
        self.qpv = qpv
        self.page = page
    }
}

package struct GetPlace: ServiceRequest {
    package typealias Reply = Place
    package static let name = "directory.get-place.v1"
    package static let owner = ServiceName.directory

    package var id: Place.ID

    package init(id: Place.ID) {
        self.id = id
    }
}

/// A new place, visible at once. Staff only.
package struct CreatePlace: ServiceRequest, Hashable {
    package typealias Reply = Place
    package static let name = "directory.create-place.v1"
    package static let owner = ServiceName.directory

    package var name: OneLine
    package var state: Place.State?
    package var kinds: [Place.Kind]?
    package var description: Markdown?
    package var address: Address?
    package var position: Coordinates?
    package var website: WebAddress?
    package var otherNames: [OneLine]?
    package var openingHours: OpeningHoursText?
    package var equipment: [OneLine]?
    package var services: [OneLine]?
    package var contacts: [ContactCard]?
    package var links: [PlaceLink]?
    package var labels: [LabelAward]?
    package var `operator`: PlaceOperator?
    package var confirmedOn: CalendarDay?

    package init(
        name: OneLine, state: Place.State? = nil, kinds: [Place.Kind]? = nil, description: Markdown? = nil,
        address: Address? = nil, position: Coordinates? = nil, website: WebAddress? = nil,
        otherNames: [OneLine]? = nil, openingHours: OpeningHoursText? = nil, equipment: [OneLine]? = nil,
        services: [OneLine]? = nil, contacts: [ContactCard]? = nil, links: [PlaceLink]? = nil,
        labels: [LabelAward]? = nil, operator: PlaceOperator? = nil, confirmedOn: CalendarDay? = nil
    ) {
        self.name = name
        self.state = state
        self.kinds = kinds
        self.description = description
        self.address = address
        self.position = position
        self.website = website
        self.otherNames = otherNames
        self.openingHours = openingHours
        self.equipment = equipment
        self.services = services
        self.contacts = contacts
        self.links = links
        self.labels = labels
        self.operator = `operator`
        self.confirmedOn = confirmedOn
    }
}

/// New values for the fields that are given; the others stay. Staff only.
package struct ChangePlace: ServiceRequest {
    package typealias Reply = Place
    package static let name = "directory.change-place.v1"
    package static let owner = ServiceName.directory

    package struct Changes: Codable, Sendable {
        package var name: OneLine?
        package var state: Place.State?
        package var kinds: [Place.Kind]?
        package var description: Patch<Markdown>?
        package var address: Address?
        package var position: Patch<Coordinates>?
        package var website: Patch<WebAddress>?
        package var otherNames: [OneLine]?
        package var openingHours: Patch<OpeningHoursText>?
        package var equipment: [OneLine]?
        package var services: [OneLine]?
        /// All of them: who is not named is forgotten.
        package var contacts: [ContactCard]?
        package var links: [PlaceLink]?
        package var labels: [LabelAward]?
        package var `operator`: Patch<PlaceOperator>?
        package var confirmedOn: Patch<CalendarDay>?

        package init() {}
    }

    package var id: Place.ID
    package var expectedVersion: Int?
    package var changes: Changes

    package init(id: Place.ID, expectedVersion: Int?, changes: Changes) {
        self.id = id
        self.expectedVersion = expectedVersion
        self.changes = changes
    }
}

/// A no-op on a place that is open: places are visible from their creation. Staff only.
package struct PublishPlace: ServiceRequest {
    package typealias Reply = Place
    package static let name = "directory.publish-place.v1"
    package static let owner = ServiceName.directory

    package var id: Place.ID
    package var expectedVersion: Int?

    package init(id: Place.ID, expectedVersion: Int?) {
        self.id = id
        self.expectedVersion = expectedVersion
    }
}

/// What the card of a place says is still true: somebody looked today. A no-op when somebody did already.
package struct ConfirmPlace: ServiceRequest {
    package typealias Reply = Place
    package static let name = "directory.confirm-place.v1"
    package static let owner = ServiceName.directory

    package var id: Place.ID
    package var expectedVersion: Int?

    package init(id: Place.ID, expectedVersion: Int?) {
        self.id = id
        self.expectedVersion = expectedVersion
    }
}

/// Marks a place as closed; a no-op on one that is. Staff only.
package struct ClosePlace: ServiceRequest {
    package typealias Reply = Place
    package static let name = "directory.close-place.v1"
    package static let owner = ServiceName.directory

    package var id: Place.ID
    package var expectedVersion: Int?

    package init(id: Place.ID, expectedVersion: Int?) {
        self.id = id
        self.expectedVersion = expectedVersion
    }
}

/// All that is kept of a place's contacts, shown or not. For staff and those who look after the place.
package struct GetContacts: ServiceRequest {
    package typealias Reply = [ContactCard]
    package static let name = "directory.get-contacts.v1"
    package static let owner = ServiceName.directory

    package var id: Place.ID

    package init(id: Place.ID) {
        self.id = id
    }
}

/// The states that a place went through, the first first. Staff only.
package struct GetPlaceStates: ServiceRequest {
    package typealias Reply = [PlaceStatePeriod]
    package static let name = "directory.get-place-states.v1"
    package static let owner = ServiceName.directory

    package var id: Place.ID

    package init(id: Place.ID) {
        self.id = id
    }
}

/// A state of a place, and since when it was in it.
package struct PlaceStatePeriod: Codable, Sendable, Hashable {
    package var state: Place.State
    package var since: Date

    package init(state: Place.State, since: Date) {
        self.state = state
        self.since = since
    }
}
