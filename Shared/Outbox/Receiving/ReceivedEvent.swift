import Domain
import FoundationEssentials
import Messaging

/// An event as a consumer received it, its envelope read.
struct ReceivedEvent: Sendable {
    /// Which row of the consumer's tables it is.
    struct Key: Sendable {
        let consumer: String
        let eventID: UUID
        // Unknown where the envelope could not be read.
        let aggregateType: String?
        let aggregateID: UUID?
        let version: Int?
    }

    /// The message's header that says that it was published anew.
    static let republishedHeader = "republished"

    let key: Key
    let type: String
    let body: Data
    let republished: Bool
    let reaction: Reaction
    let trace: TraceContext?

    /// - Throws: `UnreadableEvent`.
    init(type: String, body: Data, republished: Bool, for consumer: String, _ reaction: Reaction) throws {
        let header: CloudEventHeader
        do {
            header = try JSON.decode(CloudEventHeader.self, from: body)
        } catch {
            throw UnreadableEvent(reason: "\(error)")
        }
        guard let aggregate = UUID(uuidString: header.subject), let version = header.version, header.type == type
        else { throw UnreadableEvent(reason: "subject, sequence or type") }
        self.key = Key(
            consumer: consumer, eventID: header.id.uuid, aggregateType: reaction.aggregateType, aggregateID: aggregate,
            version: version)
        self.type = type
        self.body = body
        self.republished = republished
        self.reaction = reaction
        self.trace = header.traceparent.flatMap(TraceContext.init(traceparent:))?.child()
    }
}

extension ReceivedEvent.Key {
    /// What can be said of a delivery that is no event: as much of its envelope as can be read.
    init(unreadable delivery: Delivery, for consumer: String) {
        let header = try? JSON.decode(CloudEventHeader.self, from: Data(delivery.body))
        self.init(
            consumer: consumer, eventID: header?.id.uuid ?? UUID(uuidString: delivery.messageID) ?? .version7(),
            aggregateType: nil, aggregateID: nil, version: nil)
    }
}
