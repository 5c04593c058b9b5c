import CRabbitMQ
import Glibc

/// A thread for calls that block: the concurrency runtime has two threads here, and two blocked calls would stop it.
enum Thread {
    /// Runs the body on a thread of its own, named in the system's lists by its first 15 bytes.
    static func start(_ name: String, _ body: @escaping @Sendable () -> Void) throws(LinkError) {
        // The thread takes this reference over when it begins.
        let work = Unmanaged.passRetained(Work(name: name, body: body)).toOpaque()
        let status = maillage_start_thread({ Thread.run($0) }, work)
        guard status == 0 else {
            Unmanaged<Work>.fromOpaque(work).release()
            throw .failed(call: "pthread_create", reason: String(cString: strerror(status)))
        }
    }

    private final class Work: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    private static func run(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let pointer else { return nil }
        let work = Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue()
        maillage_name_thread(work.name)
        work.body()
        return nil
    }
}
