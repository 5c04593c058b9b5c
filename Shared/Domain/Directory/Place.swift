package import FoundationEssentials

/// A third place (*tiers-lieu*), as everybody may see it.
package struct Place: ExportedAggregate, Hashable {
    package typealias ID = Identifier<Place>
    package static let aggregateName = "place"
    package static let owner = ServiceName.directory
    package static let exportName = "directory.export-places.v1"

    /// Where a place stands in its life.
    package enum State: String, OpenEnumeration {
        case project, emerging, active, closed, other
    }

    /// What a place is (*typologie*). A place may be several.
    package enum Kind: String, OpenEnumeration {
        case coworking, fablab, makerspace, repair, food, agricultural
        case culturalWasteland = "cultural_wasteland"
        case sharedWorkshop = "shared_workshop"
        case digitalInclusion = "digital_inclusion"
        case microFolie = "micro_folie"
        case connectedCampus = "connected_campus"
        case socialPlace = "social_place"
        case serviceHouse = "service_house"
        case other
    }

    package var id: ID
    package var version: Int
    package var name: OneLine
    package var state: State
    package var kinds: [Kind]
    package var description: Markdown?
    package var address: Address
    package var position: Coordinates?
    /// Where it lies, from large to small, as far as lists of territories were imported.
    package var territories: SparseList<Territory>
    package var website: WebAddress?
    /// What people call it besides.
    package var otherNames: SparseList<OneLine>
    package var openingHours: OpeningHoursText?
    /// What is there to be used: a laser cutter, a kitchen.
    package var equipment: SparseList<OneLine>
    /// What people there do for others.
    package var services: SparseList<OneLine>
    package var contacts: SparseList<Contact>
    package var links: SparseList<PlaceLink>
    package var labels: SparseList<LabelAward>
    package var `operator`: PlaceOperator?
    /// The last day on which somebody, or the source it was imported from, said that all this is true.
    package var confirmedOn: CalendarDay?
    /// The place that this one turned out to be, which stands for it from then on. Never one that is merged itself.
    package var mergedInto: ID?
    package var createdAt: Date
    package var updatedAt: Date

    package init(
        id: ID, version: Int, name: OneLine, state: State, kinds: [Kind], description: Markdown?, address: Address,
        position: Coordinates?, territories: SparseList<Territory> = [], website: WebAddress?,
        otherNames: SparseList<OneLine> = [],
        openingHours: OpeningHoursText? = nil, equipment: SparseList<OneLine> = [], services: SparseList<OneLine> = [],
        contacts: SparseList<Contact> = [], links: SparseList<PlaceLink> = [], labels: SparseList<LabelAward> = [],
        operator: PlaceOperator? = nil, confirmedOn: CalendarDay?, mergedInto: ID? = nil, createdAt: Date,
        updatedAt: Date
    ) {
        self.id = id
        self.version = version
        self.name = name
        self.state = state
        self.kinds = kinds
        self.description = description
        self.address = address
        self.position = position
        self.territories = territories
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
        self.mergedInto = mergedInto
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// Where a place is, as far as it is known. Codes are INSEE's.
package struct Address: Codable, Sendable, Hashable {
    package var street: OneLine?
    package var postcode: Postcode?
    package var commune: OneLine?
    package var communeCode: CommuneCode?
    package var departementCode: DepartementCode?
    package var regionCode: RegionCode?

    package init(
        street: OneLine? = nil, postcode: Postcode? = nil, commune: OneLine? = nil, communeCode: CommuneCode? = nil,
        departementCode: DepartementCode? = nil, regionCode: RegionCode? = nil
    ) {
        self.street = street
        self.postcode = postcode
        self.commune = commune
        self.communeCode = communeCode
        self.departementCode = departementCode
        self.regionCode = regionCode
    }
}

/// What `directory` tells of a place. Every one carries the whole public state.
package enum PlaceEvents {
    /// A place became visible, by import or by hand.
    package static let published = EventType<Place>("directory.place.published.v1", owner: .directory)
    /// Something of a visible place changed.
    package static let changed = EventType<Place>("directory.place.changed.v1", owner: .directory)
    /// A place closed its doors; it stays visible as closed.
    package static let closed = EventType<Place>("directory.place.closed.v1", owner: .directory)
    /// A place turned out to be another one, which its state names: that one stands for it now. Told again when the
    /// other is merged in its turn.
    package static let merged = EventType<Place>("directory.place.merged.v1", owner: .directory)
    /// A merge was taken back: the place stands for itself again.
    package static let unmerged = EventType<Place>("directory.place.unmerged.v1", owner: .directory)

    package static let all = [published, changed, closed, merged, unmerged]
}
