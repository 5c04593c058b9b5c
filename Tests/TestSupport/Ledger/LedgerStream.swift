package import Domain
import Postgres

/// The facts of one kind on their way from the service that owns them to those that hear of them.
package struct LedgerStream: Sendable {
    package let producer: ServiceName
    /// As the outbox and the cursors name it.
    package let aggregate: String
    package let consumers: [ServiceName]
    /// The producer's own rows of which others are told: `id`, `version`.
    let facts: SQL
    /// The producer's rows by the words that name them: `id`, `version`, `name`; those too of which nobody is told.
    let named: SQL
    /// What a consumer made of them: `id`, `version`.
    let effects: @Sendable (ServiceName) -> [SQL]

    package static let places = LedgerStream(
        producer: .directory, aggregate: "place", consumers: [.events, .jobsBoard, .newsletter, .notifications],
        facts: "SELECT id, version FROM places", named: "SELECT id, version, name FROM places",
        effects: { consumer in
            switch consumer {
            case .newsletter: ["SELECT id, version FROM items WHERE kind = 'place'"]
            case .notifications: [known, told]
            default: [known]
            }
        })

    package static let events = LedgerStream(
        producer: .events, aggregate: "event", consumers: [.newsletter, .notifications],
        facts: "SELECT id, version FROM events WHERE state <> 'draft'",
        named: "SELECT id, version, title AS name FROM events",
        effects: { $0 == .newsletter ? ["SELECT id, version FROM items WHERE kind = 'event'"] : [told] })

    package static let offers = LedgerStream(
        producer: .jobsBoard, aggregate: "offer", consumers: [.newsletter, .notifications],
        facts: "SELECT id, version FROM offers WHERE state <> 'draft'",
        named: "SELECT id, version, title AS name FROM offers",
        effects: { $0 == .newsletter ? ["SELECT id, version FROM items WHERE kind = 'offer'"] : [told] })

    package static let all = [places, events, offers]

    private static let known: SQL = "SELECT place_id AS id, version FROM known_places"
    private static let told: SQL = "SELECT item_id AS id, (data ->> 'version')::bigint AS version FROM told"

    /// The streams between these services alone, for a system in which only they run.
    package static func among(_ services: Set<ServiceName>) -> [LedgerStream] {
        all.compactMap { stream in
            let consumers = stream.consumers.filter(services.contains)
            guard services.contains(stream.producer), !consumers.isEmpty else { return nil }
            return LedgerStream(
                producer: stream.producer, aggregate: stream.aggregate, consumers: consumers, facts: stream.facts,
                named: stream.named, effects: stream.effects)
        }
    }
}
