import Domain
import FoundationEssentials

/// A partner's address taken apart and put together again from parts that were judged: the host that is looked up is
/// letter by letter the host that is connected to. `HOOK.example` and `hook.example.` would else be other names than
/// the pinned one, and go to plain DNS.
struct WebhookTarget: Hashable, Sendable {
    /// In lower case, without the trailing dot; an IPv6 address in brackets.
    let host: String
    let url: String

    /// The host as it is looked up: without brackets.
    var name: String {
        host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    }

    /// Nil for what is not an absolute http or https address.
    init?(_ address: WebAddress) {
        guard let parts = URLComponents(string: address.text), let scheme = parts.scheme?.lowercased(),
            scheme == "https" || scheme == "http", parts.user == nil, parts.password == nil,
            var host = parts.encodedHost?.lowercased()
        else { return nil }
        while host.hasSuffix(".") { host.removeLast() }
        guard !host.isEmpty, host.utf8.allSatisfy(Self.isHost) else { return nil }
        self.host = host
        let port = parts.port.map { ":\($0)" } ?? ""
        let path = parts.percentEncodedPath.isEmpty ? "/" : parts.percentEncodedPath
        let query = parts.percentEncodedQuery.map { "?\($0)" } ?? ""
        url = "\(scheme)://\(host)\(port)\(path)\(query)"
    }

    private static func isHost(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "-._[]:".utf8.contains(byte)
        }
    }
}
