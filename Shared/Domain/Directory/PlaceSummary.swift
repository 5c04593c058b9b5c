/// What other services keep of a place, so that they need not ask for it.
package struct PlaceSummary: Codable, Sendable, Hashable {
    package var id: Place.ID
    package var name: OneLine
    package var state: Place.State
    package var address: Address
    package var position: Coordinates?

    package init(id: Place.ID, name: OneLine, state: Place.State, address: Address, position: Coordinates?) {
        self.id = id
        self.name = name
        self.state = state
        self.address = address
        self.position = position
    }

    package init(_ place: Place) {
        self.init(
            id: place.id, name: place.name, state: place.state, address: place.address, position: place.position)
    }
}
