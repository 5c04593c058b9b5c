package import Domain
import FoundationEssentials
package import Postgres

/// What a service does when it hears of one kind of event. The table of a consumer is an array of these.
package struct Reaction: Sendable {
    package let type: String
    package let owner: ServiceName
    let apply: @Sendable (Data, Transaction) async throws -> Void

    /// Runs `handle` with the event inside the transaction that also records that it was received, so the effect
    /// happens once whatever crashes. What `handle` does outside the transaction is not protected.
    package static func on<State>(
        _ type: EventType<State>,
        _ handle: @escaping @Sendable (CloudEvent<State>, Transaction) async throws -> Void
    ) -> Reaction {
        Reaction(type: type.name, owner: type.owner) { body, transaction in
            let event: CloudEvent<State>
            do {
                event = try JSON.decode(CloudEvent<State>.self, from: body)
            } catch {
                throw UnreadableEvent(reason: "\(error)")
            }
            try await handle(event, transaction)
        }
    }

    /// The same reaction to each of several kinds of event about the same thing.
    package static func onAny<State>(
        of types: [EventType<State>],
        _ handle: @escaping @Sendable (CloudEvent<State>, Transaction) async throws -> Void
    ) -> [Reaction] {
        types.map { on($0, handle) }
    }
}

/// An event whose bytes do not follow its contract.
struct UnreadableEvent: Error, CustomStringConvertible {
    let reason: String

    var description: String { "unreadable: \(reason)" }
}
