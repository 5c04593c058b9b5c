import Foundation
import Glibc
import Synchronization

/// A way to a local server that a test can trouble while it is used. Each connection has a thread.
package final class TCPProxy: Sendable {
    private struct State {
        var trouble = Trouble.none
        /// Grows with each change of the trouble, from which the bytes up to a reset are counted.
        var changes = 0
        var connections: [Int: ProxiedConnection] = [:]
        var accepted = 0
        var resets = 0
        var passed: [Trouble.Direction: Int] = [:]
    }

    package let port: Int
    private let target: Int
    private let listener: Int32
    private let state = Mutex(State())

    package init(to target: Int) throws {
        self.target = target
        self.port = try FreePort.next()
        self.listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard Self.call(bind, listener, port: port) == 0, listen(listener, 128) == 0 else {
            throw TestFailure("no proxy on port \(port)")
        }
        Thread.detachNewThread { [self] in
            while true {
                let client = Glibc.accept(listener, nil, nil)
                if client < 0 { break }
                Thread.detachNewThread { [self] in carry(client) }
            }
            Glibc.close(listener)
        }
    }

    /// What happens to all connections from now on.
    package var trouble: Trouble {
        get { state.withLock { $0.trouble } }
        set {
            state.withLock { state in
                state.trouble = newValue
                state.changes += 1
            }
            if newValue.refuses { cut() }
        }
    }

    /// How many connections there are.
    package var connections: Int { state.withLock { $0.connections.count } }

    /// How many there have been.
    package var accepted: Int { state.withLock { $0.accepted } }

    /// How many of them were reset by `Trouble.reset`.
    package var resets: Int { state.withLock { $0.resets } }

    /// How many bytes went this way.
    package func passed(_ direction: Trouble.Direction) -> Int {
        state.withLock { $0.passed[direction, default: 0] }
    }

    /// Ends all connections and the proxy.
    package func close() {
        refuse()
        shutdown(listener, Int32(SHUT_RDWR))
    }

    /// Ends the connections that there are, in the midst of whatever they carry.
    package func cut() {
        state.withLock { state in
            for connection in state.connections.values { connection.end() }
        }
    }

    /// From now on there is nobody behind the port.
    package func refuse() {
        state.withLock { $0.trouble.refuses = true }
        cut()
    }

    package func accept() {
        state.withLock { $0.trouble.refuses = false }
    }

    /// Nothing passes any more, and nobody is told.
    package func freeze() {
        state.withLock { $0.trouble.freezes = true }
    }

    package func thaw() {
        state.withLock { $0.trouble.freezes = false }
    }

    /// On the connection's thread, from its beginning to its end.
    private func carry(_ client: Int32) {
        let connection = ProxiedConnection(client: client, server: trouble.swallows ? nil : connected())
        let id: Int? = state.withLock { state in
            guard !state.trouble.refuses, connection.server != nil || state.trouble.swallows else { return nil }
            state.accepted += 1
            state.connections[state.accepted] = connection
            return state.accepted
        }
        guard let id else { return connection.close() }
        let wasReset = connection.run {
            state.withLock { ($0.trouble, $0.changes) }
        } passed: { bytes, direction in
            state.withLock { $0.passed[direction, default: 0] += bytes }
        }
        state.withLock { state in
            // Nobody may end a descriptor that is somebody else's by then.
            state.connections[id] = nil
            if wasReset { state.resets += 1 }
            connection.close()
        }
    }

    private func connected() -> Int32? {
        let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        if Self.call(connect, server, port: target) == 0 { return server }
        Glibc.close(server)
        return nil
    }

    private static func call(
        _ function: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32, _ socket: Int32, port: Int
    ) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                function(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
