import Domain
import Foundation

/// A place with fixed contents.
func place(_ name: String = "L’Atelier", version: Int = 3, id: Place.ID = .new()) throws -> Place {
    let moment = Date(timeIntervalSince1970: 1_790_000_000)
    return Place(
        id: id, version: version, name: try OneLine(name), state: .active, kinds: [.fablab],
        description: try Markdown("Un lieu.\n\nOuvert."), address: Address(commune: try OneLine("Dijon")),
        position: nil, website: nil, confirmedOn: nil, createdAt: moment, updatedAt: moment)
}

/// A page of a list that is the whole list.
func whole<Item>(_ items: [Item]) -> Page<Item> {
    Page(items: items, counted: items.count, next: nil)
}
