/// Tells to which addresses a partner may make us connect: public ones, so that nobody uses this service to reach
/// what only this machine or its network should (server-side request forgery).
struct AddressFilter: Sendable {
    /// Networks of the operator's own that are allowed all the same.
    let allowed: [IPNetwork]

    init(allowed: [IPNetwork] = []) {
        self.allowed = allowed
    }

    func permits(_ address: IPAddress) -> Bool {
        let address = address.unwrapped
        return allowed.contains { $0.contains(address) } || Self.isPublic(address)
    }

    static func isPublic(_ address: IPAddress) -> Bool {
        let address = address.unwrapped
        guard address.isIPv6 else { return !reservedIPv4.contains { $0.contains(address) } }
        return globalIPv6.contains { $0.contains(address) } && !reservedIPv6.contains { $0.contains(address) }
    }

    // From the registries of special-purpose addresses (RFC 6890 and its successors).
    private static let reservedIPv4 = networks(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/3"
    )
    private static let globalIPv6 = networks("2000::/3")
    // 2001::/23 holds Teredo and benchmarks, 2002::/16 wraps any IPv4 address (6to4).
    private static let reservedIPv6 = networks("2001::/23", "2001:db8::/32", "2002::/16")

    private static func networks(_ texts: String...) -> [IPNetwork] {
        texts.compactMap(IPNetwork.init)
    }
}
