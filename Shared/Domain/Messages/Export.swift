package import FoundationEssentials

/// An aggregate of which other services keep read models: its owner tells the whole of them, page by page, to a service
/// that is new, was rebuilt, or lost its queue.
package protocol ExportedAggregate: Aggregate {
    static var owner: ServiceName { get }
    /// `<service>.export-<noun>.v1`.
    static var exportName: String { get }
}

/// All aggregates of one kind as they are now, in the order of their identifiers: those that ended too, those that were
/// never told not. Asked by services, never by people.
package struct Export<State: ExportedAggregate>: ServiceRequest {
    package typealias Reply = ExportPage<State>
    package static var name: String { State.exportName }
    package static var owner: ServiceName { State.owner }

    /// The last identifier of the page before.
    package let after: Identifier<State>?

    package init(after: Identifier<State>? = nil) {
        self.after = after
    }
}

/// One page of an export.
package struct ExportPage<State: ExportedAggregate>: Codable, Sendable {
    /// More would not fit the largest body of a message, whatever they hold.
    package static var mostItems: Int { 500 }
    package static var mostBytes: Int { 512 << 10 }

    package let items: [Exported<State>]
    /// What the next page begins after; nil on the last page.
    package let next: Identifier<State>?

    /// A page of the first of `found`, which are in order and, when there are further ones, more than `mostItems`.
    package init(of found: [Exported<State>]) throws {
        var items: [Exported<State>] = []
        var bytes = 0
        for item in found.prefix(Self.mostItems) {
            bytes += try JSON.encode(item).count + 1
            guard items.isEmpty || bytes <= Self.mostBytes else { break }
            items.append(item)
        }
        self.items = items
        self.next = items.count < found.count ? items.last?.state.id : nil
    }
}

/// An aggregate's state, and since when it is so.
package struct Exported<State: ExportedAggregate>: Codable, Sendable {
    package let state: State
    package let changedAt: Date

    package init(_ state: State, changedAt: Date) {
        self.state = state
        self.changedAt = changedAt
    }
}
