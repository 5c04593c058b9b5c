package import Logging
import ServiceLifecycle

/// Publishes with confirms: what it calls confirmed, the broker has.
package final class Publisher: Service, Sendable {
    private let link: Link<PublisherRole>

    package init(_ settings: BrokerSettings, logger: Logger) {
        self.link = Link(settings, logger: logger) { PublisherRole() }
    }

    package func run() async throws {
        try await link.run()
    }

    package var isConnected: Bool {
        link.mailbox.isConnected
    }

    /// Why there is no connection; nil when there is one.
    package var trouble: String? {
        link.mailbox.trouble
    }

    /// Whether the broker has asked everyone to stop publishing, because it is short of memory or disk.
    package var isBlocked: Bool {
        link.mailbox.isBlocked
    }

    /// Whether there is a connection that is not blocked.
    package var isReady: Bool {
        link.mailbox.isReady
    }

    /// Returns when there is a connection that is not blocked, or when the task is cancelled.
    package func waitUntilReady() async {
        await link.mailbox.waitUntilReady()
    }

    /// Sends messages in order, at most 500 of them unconfirmed at a time; returns what became of each, in order.
    /// Without a connection, or while blocked, all are lost at once.
    package func publish(_ messages: [OutgoingMessage]) async -> [PublishOutcome] {
        guard !messages.isEmpty else { return [] }
        return await withCheckedContinuation { continuation in
            let batch = PublishBatch(messages: messages, continuation: continuation)
            if !link.mailbox.send(batch) { batch.giveUp() }
        }
    }
}

/// Messages on their way to the thread, and who waits for what becomes of them.
struct PublishBatch: Sendable {
    let messages: [OutgoingMessage]
    let continuation: CheckedContinuation<[PublishOutcome], Never>

    func giveUp() {
        continuation.resume(returning: Array(repeating: .lost, count: messages.count))
    }
}
