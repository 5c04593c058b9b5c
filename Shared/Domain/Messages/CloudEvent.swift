package import FoundationEssentials

/// Identifies one event at every delivery.
package typealias EventID = Identifier<EventMessage>

/// What an event's identifier identifies: the message, whatever its type.
package enum EventMessage {}

/// The envelope of an event: CloudEvents 1.0 in its JSON format, with the partitioning, sequence and tracing extensions.
package struct CloudEvent<State: Aggregate>: Codable, Sendable {
    package let specversion: String
    /// UUID version 7. The same at every delivery, and the `webhook-id` that partners see.
    package let id: EventID
    package let source: String
    package let type: String
    /// The aggregate's identifier.
    package let subject: String
    package let time: Date
    package let datacontenttype: String
    package let partitionkey: String
    /// The aggregate's version as 20 digits, so that it sorts as text. Not iCalendar's SEQUENCE.
    package let sequence: String
    /// The same for all that follows from one request.
    package let correlationid: String
    /// The event that caused this one, if one did.
    package let causationid: String?
    /// W3C Trace Context, taken when the change was made.
    package let traceparent: String?
    package let data: State

    package init(
        _ type: EventType<State>,
        _ state: State,
        id: EventID = .new(),
        at time: Date,
        trace: TraceContext?,
        causation: EventID? = nil
    ) {
        self.specversion = "1.0"
        self.id = id
        self.source = "/svc/\(type.owner.rawValue)"
        self.type = type.name
        self.subject = state.id.description
        self.time = time
        self.datacontenttype = "application/json"
        self.partitionkey = state.id.description
        self.sequence = String(repeating: "0", count: max(0, 20 - String(state.version).count)) + String(state.version)
        self.correlationid = trace?.traceID ?? id.description
        self.causationid = causation?.description
        self.traceparent = trace?.traceparent
        self.data = state
    }
}

/// What of an envelope can be read without knowing its type: enough to count it, order it or park it.
package struct CloudEventHeader: Decodable, Sendable {
    package let id: EventID
    package let source: String
    package let type: String
    package let subject: String
    package let sequence: String
    package let traceparent: String?

    package var version: Int? {
        Int(sequence)
    }
}
