import CLibpq
import Glibc

/// One connection of libpq. Belongs to one thread, which it may keep waiting, though never past its deadline and never
/// past an interrupt.
///
/// An error that leaves open what the server did or still does makes the session useless: `isOpen` is then false.
final class Session {
    static let connectPatience = Duration.seconds(5)
    /// How much longer than the server's own limit an answer is waited for.
    private static let grace = Duration.seconds(5)

    let handle: OpaquePointer
    private(set) var isOpen = false
    var prepared = PreparedStatements()
    private let interrupt: Interrupt
    private let answerPatience: Duration?

    /// - Throws: `PostgresError`, or `CancellationError` after an interrupt.
    init(_ settings: PostgresSettings, interrupt: Interrupt) throws {
        self.interrupt = interrupt
        answerPatience = settings.statementTimeout > .zero ? settings.statementTimeout + Self.grace : nil
        var keywords = settings.parameters.map { UnsafePointer(strdup($0.keyword)) } + [nil]
        var values = settings.parameters.map { UnsafePointer(strdup($0.value)) } + [nil]
        defer {
            for text in keywords + values { free(UnsafeMutableRawPointer(mutating: text)) }
        }
        guard let handle = PQconnectStartParams(&keywords, &values, 1) else {
            throw PostgresError.connectionLost("no memory for a connection", label: "")
        }
        self.handle = handle
        // Without a receiver libpq prints notices, which may hold values.
        PQsetNoticeReceiver(handle, { _, _ in }, nil)
        try finishConnecting()
        guard PQsetnonblocking(handle, 1) == 0, PQenterPipelineMode(handle) == 1 else {
            throw PostgresError.connectionLost("no pipeline on a new connection", label: "")
        }
        isOpen = true
    }

    deinit {
        PQfinish(handle)
    }

    var socket: Int32 { PQsocket(handle) }

    var isInTransaction: Bool {
        PQtransactionStatus(handle) != PQTRANS_IDLE
    }

    /// What libpq says of a connection that could not be made: addresses and roles, never the password.
    private var connectError: PostgresError {
        let message = String(cString: PQerrorMessage(handle)).split(whereSeparator: \.isNewline).joined(separator: " ")
        return .connectionLost("no connection: \(ConnectAdvice.adding(to: message))", label: "")
    }

    private func finishConnecting() throws {
        let deadline = ContinuousClock.now + Self.connectPatience
        var next = PGRES_POLLING_WRITING
        while next != PGRES_POLLING_OK {
            guard next != PGRES_POLLING_FAILED, PQstatus(handle) != CONNECTION_BAD else { throw connectError }
            do {
                _ = try wait(
                    reading: next == PGRES_POLLING_READING, writing: next == PGRES_POLLING_WRITING, until: deadline)
            } catch is DeadlinePassed {
                throw PostgresError.connectionLost("no connection within \(Self.connectPatience)", label: "")
            }
            next = PQconnectPoll(handle)
        }
    }

    /// Runs `work`, after whose failure nothing is known of the server's state any more.
    func orClose<Value>(_ label: String, _ work: () throws -> Value) throws -> Value {
        do {
            return try work()
        } catch is DeadlinePassed {
            isOpen = false
            throw PostgresError.connectionLost("no answer in time", label: label)
        } catch {
            isOpen = false
            throw error
        }
    }

    /// The moment after which an answer to what is sent now is no longer waited for.
    var answerDeadline: ContinuousClock.Instant? {
        answerPatience.map { .now + $0 }
    }

    /// Sends what waits to be sent, and takes in what has come; waits until there is something.
    func exchange(until deadline: ContinuousClock.Instant?, label: String) throws {
        let pending = PQflush(handle)
        guard pending >= 0 else { throw lost(label) }
        // Reading goes on while writing: two full buffers facing each other would never empty.
        if try wait(reading: true, writing: pending == 1, until: deadline), PQconsumeInput(handle) == 0 {
            throw lost(label)
        }
    }

    /// The loss of the connection, with the server's reason if it gave one.
    private func lost(_ label: String) -> PostgresError {
        // On a connection that libpq itself has given up this does not wait.
        while PQstatus(handle) == CONNECTION_BAD, let result = PQgetResult(handle) {
            let result = StatementResult(result, statement: "")
            guard result.isError else { continue }
            let error = PostgresError(result, label: label)
            if error.sqlState != nil, error.isConnectionLost { return error }
        }
        return .connectionLost("connection lost", label: label)
    }

    private struct DeadlinePassed: Error {}

    /// Waits for the socket; returns whether it can be read.
    private func wait(reading: Bool, writing: Bool, until deadline: ContinuousClock.Instant?) throws -> Bool {
        let events = Int16((reading ? POLLIN : 0) | (writing ? POLLOUT : 0))
        while true {
            var watched = [
                pollfd(fd: socket, events: events, revents: 0),
                pollfd(fd: interrupt.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            var milliseconds: Int32 = -1
            if let deadline {
                let left = deadline - ContinuousClock.now
                guard left > .zero else { throw DeadlinePassed() }
                milliseconds = Int32(clamping: left.inMilliseconds + 1)
            }
            let ready = poll(&watched, 2, milliseconds)
            if ready > 0 {
                guard watched[1].revents == 0 else { throw CancellationError() }
                return Int32(watched[0].revents) & ~POLLOUT != 0
            }
            // Interrupted by a signal, or out of time: the deadline decides.
            if ready < 0, errno != EINTR { throw PostgresError.connectionLost("the socket is gone", label: "") }
        }
    }
}
