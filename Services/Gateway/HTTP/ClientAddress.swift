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
}
