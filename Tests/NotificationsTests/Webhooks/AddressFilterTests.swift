import Domain
import Testing

@testable import Notifications

struct AddressFilterTests {
    @Test(arguments: [
        "0.0.0.0", "0.255.255.255", "10.0.0.1", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1",
        "127.255.255.255", "169.254.169.254", "172.16.0.0", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1",
        "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1",
        "240.0.0.1",
        "255.255.255.255", "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.1.2.3", "::ffff:169.254.169.254",
        "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:1ff:ffff::1", "2001:db8::1",
        "2002:7f00:1::", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1", "4000::1", "1fff::1",
    ])
    func `an address that is not public is refused`(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(!AddressFilter().permits(address))
    }

    @Test(arguments: [
        "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
        "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.1", "192.167.255.255", "192.169.0.0",
        "198.17.255.255", "198.20.0.0", "223.255.255.255", "::ffff:1.1.1.1", "64:ff9b::101:101", "2001:200::1",
        "2001:4860:4860::8888", "2003::1", "2a01:e0a::1", "3fff:ffff::1",
    ])
    func `a public address is allowed`(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(AddressFilter().permits(address))
    }

    @Test func `the operator's own networks are allowed, and nothing beside them`() throws {
        let networks = ["127.0.0.0/8", "10.20.0.0/15", "fd00:1::/32", "192.168.7.7"]
        let filter = AddressFilter(allowed: try networks.map { try #require(IPNetwork($0)) })
        for text in ["127.0.0.1", "10.21.255.255", "fd00:1:2::3", "::ffff:127.0.0.1", "192.168.7.7"] {
            #expect(filter.permits(try #require(IPAddress(text))), "\(text)")
        }
        for text in ["10.22.0.0", "10.19.255.255", "fd00:2::1", "::1", "192.168.7.8"] {
            #expect(!filter.permits(try #require(IPAddress(text))), "\(text)")
        }
    }

    @Test(arguments: ["", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0/8", "::/129", "a/8", "10.0.0.0/8/8"])
    func `what is no network is refused`(text: String) {
        #expect(IPNetwork(text) == nil)
    }

    @Test(arguments: ["0.0.0.0/0", "::/0", "1.2.3.4/32"]) func `the widest and the narrowest network work`(text: String)
        throws
    {
        let network = try #require(IPNetwork(text))
        #expect(network.contains(network.address))
        #expect(
            network.contains(try #require(IPAddress(text.hasPrefix(":") ? "fe80::1" : "9.9.9.9")))
                == (network.prefixLength == 0))
    }

    @Test(arguments: [
        ("https://hook.example/a?b=%C3%A9", "hook.example", "https://hook.example/a?b=%C3%A9"),
        ("HTTPS://HOOK.example.:8443", "hook.example", "https://hook.example:8443/"),
        ("http://hook.example..", "hook.example", "http://hook.example/"),
        ("https://[2001:DB8::1]:8443/x", "[2001:db8::1]", "https://[2001:db8::1]:8443/x"),
        ("http://2130706433/", "2130706433", "http://2130706433/"),
    ])
    func `an address is rebuilt from the parts that are judged`(text: String, host: String, url: String) throws {
        let target = try #require(WebhookTarget(try WebAddress(text)))
        #expect(target.host == host)
        #expect(target.url == url)
    }
}
