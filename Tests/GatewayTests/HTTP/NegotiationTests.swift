import Domain
import HTTPTypes
import NIOCore
import Testing

@testable import Gateway

@Suite struct NegotiationTests {
    @Test(arguments: [
        (nil, Language.french), ("", .french), ("en", .english), ("en-GB,en;q=0.9,fr;q=0.8", .english),
        ("fr-FR,fr;q=0.9,en;q=0.8", .french), ("de", .french), ("de,en;q=0.5", .english), ("en;q=0", .french),
        ("*", .french), ("EN", .english), ("fr;q=0.1, en;q=0.1", .french),
    ])
    func `French is spoken unless English is wanted more`(header: String?, language: Language) {
        #expect(Negotiation.language(header) == language)
    }

    @Test(arguments: [
        (nil, false), ("gzip", true), ("br, gzip;q=0.5", true), ("gzip;q=0", false), ("*", true), ("*;q=0", false),
        ("identity", false), ("GZIP", true), ("gzip;q=0, *", false),
    ])
    func `gzip is sent to who takes it`(header: String?, accepts: Bool) {
        #expect(Negotiation.acceptsGzip(header) == accepts)
    }

    @Test(arguments: [
        (nil, false), ("*/*", false), ("application/json", false),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true), ("text/html;q=0", false),
    ])
    func `a browser says that it wants HTML`(header: String?, wants: Bool) {
        #expect(Negotiation.prefersHTML(header) == wants)
    }

    @Test(arguments: [
        ("203.0.113.9", nil, "203.0.113.9"), ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"), ("127.0.0.1", "1.2.3.4, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "198.51.100.1, 10.0.0.2", "198.51.100.1"), ("127.0.0.1", "10.0.0.2", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
    ])
    func `only listed proxies say where a request comes from`(peer: String, forwarded: String?, client: String) throws {
        let addresses = ClientAddress(trustedProxies: ["127.0.0.1", "10.0.0.2"])
        var fields: HTTPFields = [:]
        fields[.forwardedFor] = forwarded
        #expect(addresses.of(fields, peer: try SocketAddress(ipAddress: peer, port: 80)) == client)
    }

    @Test(arguments: [
        ("https://portail.example", nil, true), ("http://portail.example", nil, true),
        ("https://evil-portail.example", nil, false), ("https://portail.example.evil", nil, false),
        ("null", nil, false),
        (nil, "same-origin", true), (nil, "cross-site", false), (nil, nil, true),
    ])
    func `a form comes from a page of this site`(origin: String?, site: String?, allowed: Bool) {
        var head = HTTPRequest(method: .post, scheme: "https", authority: "portail.example", path: "/")
        head.headerFields[.origin] = origin
        head.headerFields[.named("Sec-Fetch-Site")] = site
        #expect(SameOrigin.allows(head) == allowed)
    }

    @Test func `a bucket lets its size pass at once and then what its rate fills in`() {
        let clock = TestClock()
        let limits = RateLimits(perMinute: 60, burst: 3, now: { clock.now })
        #expect((0..<5).map { _ in limits.allow("a") } == [true, true, true, false, false])
        #expect(limits.allow("b"))
        clock.advance(by: 2)
        #expect((0..<3).map { _ in limits.allow("a") } == [true, true, false])
        #expect(RateLimits(perMinute: 0, now: { clock.now }).allow("a"))
    }
}
