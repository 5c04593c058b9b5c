/// Pairs of places that may be one and of which nobody has decided, the likeliest first. Staff only.
package struct FindDuplicates: ServiceRequest {
    package typealias Reply = Page<Duplicate>
    package static let name = "directory.find-duplicates.v1"
    package static let owner = ServiceName.directory

    /// Only those with this place.
    package var placeId: Place.ID?
    package var page: PageQuery

    package init(placeId: Place.ID? = nil, page: PageQuery = PageQuery()) {
        self.placeId = placeId
        self.page = page
    }
}

/// How two places become one: the survivor keeps what it has, but for the fields taken from the absorbed one, and fills
/// what it lacks.
package struct MergeChoice: Codable, Sendable, Hashable {
    package var survivorVersion: Int?
    package var absorbedVersion: Int?
    /// Names of fields, as in the API, that the absorbed place knows better.
    package var take: [String]?

    package init(survivorVersion: Int? = nil, absorbedVersion: Int? = nil, take: [String]? = nil) {
        self.survivorVersion = survivorVersion
        self.absorbedVersion = absorbedVersion
        self.take = take
    }
}

/// Makes two places one; answers with the survivor. Staff only.
package struct MergePlaces: ServiceRequest {
    package typealias Reply = Place
    package static let name = "directory.merge-places.v1"
    package static let owner = ServiceName.directory

    package var survivorId: Place.ID
    package var absorbedId: Place.ID
    package var choice: MergeChoice

    package init(survivorId: Place.ID, absorbedId: Place.ID, choice: MergeChoice = MergeChoice()) {
        self.survivorId = survivorId
        self.absorbedId = absorbedId
        self.choice = choice
    }
}

/// Makes the two places of a proposal one; answers with the survivor. Staff only.
package struct MergeDuplicate: ServiceRequest {
    package typealias Reply = Place
    package static let name = "directory.merge-duplicate.v1"
    package static let owner = ServiceName.directory

    package var id: Duplicate.ID
    /// Which of the two stays.
    package var survivorId: Place.ID
    package var choice: MergeChoice

    package init(id: Duplicate.ID, survivorId: Place.ID, choice: MergeChoice = MergeChoice()) {
        self.id = id
        self.survivorId = survivorId
        self.choice = choice
    }
}

/// Says that the two are two; a no-op when that was said. They are not proposed again until one of them changes in
/// something that was compared. Staff only.
package struct DismissDuplicate: ServiceRequest {
    package typealias Reply = Done
    package static let name = "directory.dismiss-duplicate.v1"
    package static let owner = ServiceName.directory

    package var id: Duplicate.ID

    package init(id: Duplicate.ID) {
        self.id = id
    }
}

/// Takes a merge back; answers with the place that stands for itself again. What the survivor had of it goes, unless it
/// was changed since. Staff only.
package struct UnmergePlace: ServiceRequest {
    package typealias Reply = Place
    package static let name = "directory.unmerge-place.v1"
    package static let owner = ServiceName.directory

    package var id: Place.ID
    package var expectedVersion: Int?

    package init(id: Place.ID, expectedVersion: Int? = nil) {
        self.id = id
        self.expectedVersion = expectedVersion
    }
}
