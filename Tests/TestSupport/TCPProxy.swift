import Foundation
import Glibc
import Synchronization

/// A way to a local server that a test can cut and freeze. Each direction of each connection has a thread.
package final class TCPProxy: Sendable {
    private struct State {
        var isOpen = true
        var isFrozen = false
        var connections: [Int: (client: Int32, server: Int32)] = [:]
        var next = 0
    }

    package let port: Int
    private let target: Int
    private let listener: Int32
    private let state = Mutex(State())

    package init(to target: Int) throws {
        self.target = target
        self.port = try FreePort.next()
        self.listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard Self.call(bind, listener, port: port) == 0, listen(listener, 16) == 0 else {
            throw TestFailure("no proxy on port \(port)")
        }
        Thread.detachNewThread { [self] in
            while true {
                let client = Glibc.accept(listener, nil, nil)
                if client < 0 { return }
                begin(client)
            }
        }
    }

    /// Ends all connections and the proxy.
    package func close() {
        refuse()
        shutdown(listener, Int32(SHUT_RDWR))
    }

    /// Ends the connections that there are, in the midst of whatever they carry.
    package func cut() {
        state.withLock { state in
            for connection in state.connections.values { Self.end(connection) }
        }
    }

    /// From now on there is nobody behind the port.
    package func refuse() {
        state.withLock { $0.isOpen = false }
        cut()
    }

    package func accept() {
        state.withLock { $0.isOpen = true }
    }

    /// Nothing passes any more, and nobody is told.
    package func freeze() {
        state.withLock { $0.isFrozen = true }
    }

    package func thaw() {
        state.withLock { $0.isFrozen = false }
    }

    private func begin(_ client: Int32) {
        let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let id: Int? = state.withLock { state in
            guard state.isOpen, Self.call(connect, server, port: target) == 0 else { return nil }
            state.next += 1
            state.connections[state.next] = (client, server)
            return state.next
        }
        guard let id else {
            Glibc.close(client)
            Glibc.close(server)
            return
        }
        let ends = Mutex(2)
        for (from, to) in [(client, server), (server, client)] {
            Thread.detachNewThread { [self] in
                pump(from, to)
                Self.end((client, server))
                // The second to end closes: until then the numbers are not anybody else's.
                guard
                    ends.withLock({
                        $0 -= 1; return $0 == 0
                    })
                else { return }
                state.withLock { $0.connections[id] = nil }
                Glibc.close(client)
                Glibc.close(server)
            }
        }
    }

    private func pump(_ from: Int32, _ to: Int32) {
        var bytes = [UInt8](repeating: 0, count: 65536)
        let flags = Int32(MSG_NOSIGNAL)
        while true {
            let count = read(from, &bytes, bytes.count)
            if count <= 0 { return }
            while state.withLock({ $0.isFrozen }) { usleep(10_000) }
            var sent = 0
            while sent < count {
                let written = bytes[sent..<count].withUnsafeBytes { send(to, $0.baseAddress, $0.count, flags) }
                if written <= 0 { return }
                sent += written
            }
        }
    }

    private static func end(_ connection: (client: Int32, server: Int32)) {
        shutdown(connection.client, Int32(SHUT_RDWR))
        shutdown(connection.server, Int32(SHUT_RDWR))
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
