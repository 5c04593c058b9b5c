package import Domain
package import FoundationEssentials
package import Postgres

/// What a consumer hears of one thing.
package struct Heard<State: ExportedAggregate>: Sendable {
    package let state: State
    /// Since when it is so.
    package let time: Date
    /// The event that told it, when people and partners may be told. None when the state was asked for to fill a read
    /// model, or was published anew long after.
    package let news: CloudEvent<State>?
}

/// What a service does when it hears of one kind of thing. The table of a consumer is an array of these.
package struct Reaction: Sendable {
    /// What was published anew is told to nobody when it is older than this, in seconds.
    private static let newsAge: TimeInterval = 48 * 3600

    /// The types of the events that it hears.
    package let types: [String]
    package let owner: ServiceName
    let aggregateType: String
    /// Applies an event's bytes.
    let apply: @Sendable (_ body: Data, _ republished: Bool, Transaction) async throws -> Void
    let export: ExportReader

    /// Runs `handle` inside the transaction that also records the receipt, so the effect happens once whatever crashes.
    /// What `handle` does outside the transaction is not protected. The types are all of one owner.
    package static func on<State>(
        _ types: [EventType<State>],
        _ handle: @escaping @Sendable (Heard<State>, Transaction) async throws -> Void
    ) -> Reaction {
        Reaction(
            types: types.map(\.name),
            owner: State.owner,
            aggregateType: State.aggregateName,
            apply: { body, republished, transaction in
                let event: CloudEvent<State>
                do {
                    event = try JSON.decode(CloudEvent<State>.self, from: body)
                } catch {
                    throw UnreadableEvent(reason: "\(error)")
                }
                let isOld = republished && event.time < Date().addingTimeInterval(-newsAge)
                try await handle(Heard(state: event.data, time: event.time, news: isOld ? nil : event), transaction)
            },
            export: ExportReader(handle))
    }
}

/// An event whose bytes do not follow its contract.
struct UnreadableEvent: Error, CustomStringConvertible {
    let reason: String

    var description: String { "unreadable: \(reason)" }
}
