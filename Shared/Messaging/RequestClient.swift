package import Domain
package import Logging
import ServiceLifecycle
import Synchronization

/// Asks services by AMQP and waits for their answers, each request within its own budget of time.
package final class RequestClient: Service, Sendable {
    /// Bodies are no longer than this; lists are paged.
    package static let largestBody = 1 << 20
    /// More in flight to one service would only wait in its queue.
    private static let mostInFlight = 64

    private let link: Link<RequestClientRole>
    private let inFlight = Mutex<[ServiceName: Int]>([:])
    private let lastID = Atomic<UInt64>(0)

    package init(_ settings: BrokerSettings, logger: Logger) {
        self.link = Link(settings, logger: logger) { RequestClientRole() }
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

    /// Whether the broker has asked everyone to stop sending, because it is short of memory or disk.
    package var isBlocked: Bool {
        link.mailbox.isBlocked
    }

    /// Returns when there is a connection that is not blocked, or when the task is cancelled.
    package func waitUntilReady() async {
        await link.mailbox.waitUntilReady()
    }

    /// Sends a request and returns the body of its answer.
    ///
    /// A request that may be repeated, because the service carries it out once for its key, is sent again each second until
    /// it is answered: what reaches a queue in the moment in which its last instance ends is lost in silence.
    /// The service hears how much of the budget is left. A cancelled task gets `timedOut` at once. After any failure
    /// but `noInstance`, `overloaded` and `tooLarge` the service may have done what was asked.
    package func request(
        _ owner: ServiceName,
        type: String,
        body: [UInt8],
        headers: [String: String] = [:],
        budget: Duration,
        mayRepeat: Bool = false
    ) async throws(RequestFailure) -> [UInt8] {
        guard body.count <= Self.largestBody else { throw .tooLarge }
        guard isConnected, !isBlocked else { throw .brokerUnavailable }
        guard enter(owner) else { throw .overloaded }
        defer { leave(owner) }
        let id = lastID.add(1, ordering: .relaxed).newValue
        let deadline = ContinuousClock.now + budget
        let answer = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let request = PendingRequest(
                    id: id, queue: Topology.requestQueue(of: owner), type: type, body: body, headers: headers,
                    deadline: deadline, mayRepeat: mayRepeat, continuation: continuation)
                if !link.mailbox.send(.ask(request)) { continuation.resume(returning: .failure(.brokerUnavailable)) }
            }
        } onCancel: {
            _ = link.mailbox.send(.abandon(id))
        }
        return try answer.get()
    }

    private func enter(_ owner: ServiceName) -> Bool {
        inFlight.withLock { counts in
            guard counts[owner, default: 0] < Self.mostInFlight else { return false }
            counts[owner, default: 0] += 1
            return true
        }
    }

    private func leave(_ owner: ServiceName) {
        inFlight.withLock { $0[owner, default: 0] -= 1 }
    }
}

/// Why a request has no answer.
package enum RequestFailure: Error, Equatable {
    /// No instance of the service is running: known at once.
    case noInstance
    /// The budget is used up.
    case timedOut
    /// There is no connection to the broker, or the broker has blocked it.
    case brokerUnavailable
    /// So many requests to that service are in flight that another would only wait.
    case overloaded
    /// The body is longer than 1 MiB.
    case tooLarge
}

/// A request on its way, and who waits for its answer.
struct PendingRequest: Sendable {
    let id: UInt64
    let queue: String
    let type: String
    let body: [UInt8]
    let headers: [String: String]
    let deadline: ContinuousClock.Instant
    let mayRepeat: Bool
    let continuation: CheckedContinuation<Result<[UInt8], RequestFailure>, Never>
}
