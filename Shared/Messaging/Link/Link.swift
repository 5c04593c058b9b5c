import CRabbitMQ
import Glibc
import Logging
import ServiceLifecycle

/// One connection to the broker, for ever: a thread that connects, serves its role, and connects again when the
/// connection is lost. It never gives up and never ends the process.
final class Link<Role: LinkRole>: Sendable {
    /// How long a graceful stop waits for what is in flight.
    private static var stopLimit: Duration { .seconds(10) }
    /// The library notices a silent broker when it is asked to read, so it is asked at least so often.
    private static var longestWait: Duration { .seconds(1) }
    /// How much is read before the role is asked what it wants to send.
    private static var readsInARow: Int { 256 }

    private let settings: BrokerSettings
    private let logger: Logger
    private let makeRole: @Sendable () -> Role
    let mailbox = Mailbox<Role.Command>()

    init(_ settings: BrokerSettings, logger: Logger, role: @escaping @Sendable () -> Role) {
        self.settings = settings
        var logger = logger
        logger[metadataKey: "connection"] = "\(settings.connectionName)"
        self.logger = logger
        self.makeRole = role
    }

    /// Runs until the task is cancelled, or a graceful stop has drained the role or waited long enough.
    func run() async throws {
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler {
                try await withCheckedThrowingContinuation { (ended: CheckedContinuation<Void, any Error>) in
                    do {
                        try Thread.start("amqp \(settings.user)") { [self] in
                            ended.resume(with: Result { try loop() })
                        }
                    } catch {
                        ended.resume(throwing: error)
                    }
                }
            } onGracefulShutdown: { [mailbox] in
                mailbox.stop(by: .now + Self.stopLimit)
            }
        } onCancel: { [mailbox] in
            mailbox.stop(by: .now)
        }
    }

    // MARK: On the thread

    private func loop() throws(LinkError) {
        let event = maillage_event()
        guard event >= 0 else { throw .failed(call: "eventfd", reason: String(cString: strerror(errno))) }
        mailbox.begin(event: event)
        defer {
            mailbox.end()
            close(event)
        }
        var role = makeRole()
        var backoff = Backoff()
        var generation = 0
        while mailbox.take().stopBy == nil {
            generation += 1
            var opened: ContinuousClock.Instant?
            do throws(LinkError) {
                let connection = try BrokerConnection(settings, generation: generation)
                defer { lost(&role) }
                try role.opened(connection)
                opened = .now
                try serve(connection, &role, event)
                return
            } catch {
                // Each reason is told once: a broker that stays away would else fill the log.
                let isNew = mailbox.failed("\(error)")
                logger.log(
                    level: isNew ? .warning : .debug, "broker connection failed", metadata: ["reason": "\(error)"])
                // The broker is well: whoever deleted a queue does not wait for what happened before.
                if case .queueGone = error { backoff = Backoff() }
            }
            if let opened { backoff.lasted(.now - opened) }
            pause(until: .now + backoff.next(), event)
        }
    }

    /// Works on a connection until it fails, which throws, or until the link has stopped.
    private func serve(_ connection: BrokerConnection, _ role: inout Role, _ event: Int32) throws(LinkError) {
        var isBlocked = false
        var isStopping = false
        var isTold = false
        while true {
            let reads = try read(connection, &role, &isBlocked)
            if reads > 0 { connection.watch.heard() }
            let post = mailbox.take()
            for command in post.commands { role.perform(command) }
            // A blocked broker reads nothing: neither what is still to be sent nor the goodbye.
            if post.stopBy != nil, isBlocked { return }
            if post.stopBy != nil, !isStopping {
                isStopping = true
                try role.stopping(on: connection)
            }
            let now = ContinuousClock.now
            let due = try role.advance(on: connection, isBlocked: isBlocked, now: now)
            if !isTold, role.isReady {
                isTold = true
                mailbox.connected()
                logger.info("broker connected", metadata: ["generation": "\(connection.generation)"])
            }
            connection.releaseBuffers()
            if let stopBy = post.stopBy, role.isDrained || stopBy <= now {
                connection.close()
                return
            }
            if connection.hasInput || reads == Self.readsInARow { continue }
            let latest = now + min(settings.heartbeat / 2, Self.longestWait)
            if wait(connection.socket, event, until: min(due ?? latest, post.stopBy ?? latest, latest)) {
                connection.watch.heard()
            }
        }
    }

    /// Reads what is there, but not for ever; returns how much it was.
    private func read(
        _ connection: BrokerConnection, _ role: inout Role, _ isBlocked: inout Bool
    ) throws(LinkError) -> Int {
        var reads = 0
        while reads < Self.readsInARow, let incoming = try connection.next() {
            reads += 1
            switch incoming {
            case .blocked(let reason):
                isBlocked = true
                mailbox.blocked(true)
                logger.warning("broker blocked", metadata: ["reason": "\(reason)"])
            case .unblocked:
                isBlocked = false
                mailbox.blocked(false)
                logger.info("broker unblocked")
            default:
                try role.received(incoming)
            }
        }
        return reads
    }

    private func lost(_ role: inout Role) {
        let late = mailbox.disconnected()
        role.closed()
        for command in late { role.giveUp(command) }
    }

    private func pause(until end: ContinuousClock.Instant, _ event: Int32) {
        while mailbox.take().stopBy == nil, ContinuousClock.now < end {
            _ = wait(-1, event, until: end)
        }
    }

    /// Sleeps until there is something to read on either descriptor, or the moment has come; returns whether the socket
    /// has something.
    private func wait(_ socket: Int32, _ event: Int32, until moment: ContinuousClock.Instant) -> Bool {
        var descriptors = [
            pollfd(fd: event, events: Int16(POLLIN), revents: 0), pollfd(fd: socket, events: Int16(POLLIN), revents: 0),
        ]
        let left = moment - .now
        // Rounded up: a poll that ends just before its moment would turn in circles.
        let milliseconds = left <= .zero ? 0 : left.wholeMilliseconds + 1
        return poll(&descriptors, nfds_t(descriptors.count), Int32(clamping: milliseconds)) > 0
            && descriptors[1].revents != 0
    }
}
