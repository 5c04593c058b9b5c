import Glibc
import NIOCore
import NIOPosix

/// Asks the system for all addresses of a host name.
enum HostLookup {
    struct NotFound: Error {}
    struct TimedOut: Error {}

    /// Every address that the name has, IPv4 and IPv6. Odd spellings of addresses (`127.1`, `2130706433`) become what
    /// the system would connect to.
    ///
    /// `getaddrinfo` blocks and can not be interrupted: it runs on a thread of the pool, and after `timeout` nobody
    /// waits for it any more.
    @Sendable static func addresses(of host: String, timeout: Duration) async throws -> [IPAddress] {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let answer = loop.makePromise(of: [IPAddress].self)
        let alarm = loop.scheduleTask(in: TimeAmount(timeout)) { answer.fail(TimedOut()) }
        // The later of the two finds the promise kept, which NIO allows.
        NIOThreadPool.singleton.runIfActive(eventLoop: loop) { try lookUp(host) }.cascade(to: answer)
        defer { alarm.cancel() }
        return try await answer.futureResult.get()
    }

    private static func lookUp(_ host: String) throws -> [IPAddress] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { throw NotFound() }
        defer { freeaddrinfo(list) }
        return sequence(first: list) { $0?.pointee.ai_next }.prefix { $0 != nil }.compactMap { entry in
            entry.flatMap { address($0.pointee) }
        }
    }

    private static func address(_ entry: addrinfo) -> IPAddress? {
        guard let raw = UnsafeRawPointer(entry.ai_addr) else { return nil }
        switch entry.ai_family {
        case AF_INET:
            return withUnsafeBytes(of: raw.loadUnaligned(as: sockaddr_in.self).sin_addr) {
                IPAddress(bytes: Array($0))
            }
        case AF_INET6:
            return withUnsafeBytes(of: raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr) {
                IPAddress(bytes: Array($0))
            }
        default: return nil
        }
    }
}
