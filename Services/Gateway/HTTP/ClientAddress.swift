import Glibc
import HTTPTypes
import NIOCore

/// Who is at the other end, seen through the proxies that are trusted to say so.
struct ClientAddress: Sendable {
    let trustedProxies: Set<String>

    /// The last address in `X-Forwarded-For` that is not a trusted proxy's; whatever stands before it anybody could
    /// have written. The peer's own address when it is no such proxy.
    func of(_ headers: HTTPFields, peer: SocketAddress?) -> String {
        let peer = peer?.ipAddress ?? "unknown"
        guard trustedProxies.contains(peer), let forwarded = headers[.forwardedFor] else { return peer }
        let addresses = forwarded.split(separator: ",").map { address in
            String(address.filter { $0 != " " })
        }
        return addresses.last { !trustedProxies.contains($0) } ?? peer
    }

    /// What limits count as one asker: an address, or in IPv6 the /64 that one subscriber has for himself.
    static func household(of address: String) -> String {
        guard address.utf8.contains(UInt8(ascii: ":")) else { return address }
        var bytes = [UInt8](repeating: 0, count: 16)
        guard inet_pton(AF_INET6, address, &bytes) == 1 else { return address }
        // IPv4 as a socket for both sees it: ::ffff:192.0.2.1.
        if bytes.prefix(12) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF] {
            return bytes.suffix(4).map(String.init).joined(separator: ".")
        }
        return "\(bytes.prefix(8).hexadecimal)/64"
    }
}
