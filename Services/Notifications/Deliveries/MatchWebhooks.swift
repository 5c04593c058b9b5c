import Domain
import FoundationEssentials
import KnownPlaces
import Outbox
import Postgres
import ServiceKit

/// Keeps what an item is, and when it is news writes a delivery for each webhook that wants to hear of it, in the
/// transaction that records the receipt.
struct MatchWebhooks: Sendable {
    let network: NetworkSettings
    /// Sent once there is something to deliver.
    let signal: CommitSignal

    func callAsFunction<Item: TellableItem>(_ heard: Heard<Item>, in transaction: Transaction) async throws {
        let item = heard.state
        let places = try await KnownPlaces.find([item.placeID].compactMap(\.self), on: transaction)
        var told = item.body(place: item.placeID.flatMap { places[$0] }, publicURL: network.publicURL)
        // What came by an export before its event says nothing of what was before it.
        if let previous = try await DeliveryStore.lastTold(of: item.id.uuid, in: transaction),
            previous.version < told.version
        {
            told.changed = Self.changedFields(from: previous, to: told)
        }
        if let event = heard.news { try await tell(event, told, in: transaction) }
        told.changed = nil
        try await DeliveryStore.keepTold(told, of: item.id.uuid, in: transaction)
    }

    private func tell<Item: TellableItem>(
        _ event: CloudEvent<Item>, _ item: WebhookBody.Item, in transaction: Transaction
    ) async throws {
        let type = WebhookEventName.of(event.type)
        let body = WebhookBody(type: type, timestamp: event.time, data: item)
        let matched = try await DeliveryStore.write(
            type: type, eventID: event.id, body: try JSON.encode(body), in: transaction)
        if matched > 0 { transaction.afterCommit { signal.send() } }
    }

    /// The names, as written on the wire, of the fields whose values differ; the version always does and is not named.
    static func changedFields(from old: WebhookBody.Item, to new: WebhookBody.Item) -> [String] {
        var changed: [String] = []
        if old.closesOn != new.closesOn { changed.append("closes_on") }
        if old.endsAt != new.endsAt { changed.append("ends_at") }
        if old.mergedInto != new.mergedInto { changed.append("merged_into") }
        if old.place != new.place { changed.append("place") }
        if old.startsAt != new.startsAt { changed.append("starts_at") }
        if old.state != new.state { changed.append("state") }
        if old.territory != new.territory { changed.append("territory") }
        if old.timezone != new.timezone { changed.append("timezone") }
        if old.title != new.title { changed.append("title") }
        if old.url != new.url { changed.append("url") }
        return changed
    }
}
