import CLibpq
import Glibc
import Synchronization

/// Ends the wait of a connection's thread from any other thread, once and for good.
final class Interrupt: Sendable {
    /// Readable from the moment of the interruption on.
    let descriptor: Int32
    private let fired = Atomic(false)

    var hasFired: Bool { fired.load(ordering: .acquiring) }

    init() throws {
        descriptor = maillage_eventfd()
        guard descriptor >= 0 else {
            throw PostgresError.connectionLost("no file descriptor for a connection", label: "")
        }
    }

    deinit {
        close(descriptor)
    }

    func fire() {
        fired.store(true, ordering: .releasing)
        eventfd_write(descriptor, 1)
    }
}
