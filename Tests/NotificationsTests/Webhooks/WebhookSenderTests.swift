import AsyncHTTPClient
import Domain
import NIOSSL
import Synchronization
import TestSupport
import Testing

@testable import Notifications

@Suite(.timeLimit(.minutes(1)))
struct WebhookSenderTests {
    private let body = Array(#"{"type":"events.event.published"}"#.utf8)
    private let loopback: AddressFilter

    init() throws {
        loopback = AddressFilter(allowed: [try #require(IPNetwork("127.0.0.0/8"))])
    }

    private func attempt(
        _ url: String, _ sender: WebhookSender? = nil
    ) async throws -> AttemptResult {
        let sender = sender ?? WebhookSender(filter: loopback, timeout: .seconds(10))
        return try await sender.attempt(try WebAddress(url), headers: [("webhook-id", "e1")], body: body)
    }

    @Test func `a message arrives as it was signed`() async throws {
        let partner = try await PartnerServer.start()
        #expect(try await attempt(partner.url) == .delivered(status: 204))
        let request = try await partner.next()
        #expect(request.method == "POST" && request.path == "/hook" && request.body == body)
        #expect(request.header("webhook-id") == "e1")
        #expect(request.header("content-type") == "application/json")
        #expect(request.header("host") == "127.0.0.1:\(partner.port)")
        try await partner.stop()
    }

    @Test(
        arguments: [
            (.status(200), .delivered(status: 200)), (.status(202, body: [1, 2]), .delivered(status: 202)),
            (.status(410), .gone), (.status(500), .refused(status: 500, retryAfter: nil)),
            (.status(503, headers: ["Retry-After": "120"]), .refused(status: 503, retryAfter: .seconds(120))),
            (.status(302, headers: ["Location": "/other"]), .refused(status: 302, retryAfter: nil)),
            (.bytes("hello\r\n\r\n"), .failed(.answerNotValid)), (.cut, .failed(.connectionFailed)),
            (.status(200, body: [UInt8](repeating: 0, count: 1_000_000)), .delivered(status: 200)),
            (.status(500, headers: ["X-Long": String(repeating: "x", count: 200_000)]), .failed(.answerNotValid)),
        ] as [(PartnerServer.Answer, AttemptResult)])
    func `each answer has its result`(answer: PartnerServer.Answer, result: AttemptResult) async throws {
        let partner = try await PartnerServer.start()
        partner.answer(with: answer)
        #expect(try await attempt(partner.url) == result)
        #expect(partner.requests.count == 1, "no redirect is followed, nothing is sent twice")
        try await partner.stop()
    }

    @Test(
        arguments: [(.silence, .failed(.timedOut)), (.dripping(200), .delivered(status: 200))]
            as [(PartnerServer.Answer, AttemptResult)])
    func `the time-out covers everything, a dripping body too`(
        answer: PartnerServer.Answer, result: AttemptResult
    ) async throws {
        let partner = try await PartnerServer.start()
        partner.answer(with: answer)
        let sender = WebhookSender(filter: loopback, timeout: .milliseconds(500))
        let clock = ContinuousClock()
        let start = clock.now
        #expect(try await attempt(partner.url, sender) == result)
        #expect(clock.now - start < .seconds(5))
        try await partner.stop()
    }

    @Test(arguments: ["127.0.0.1", "localhost", "2130706433", "127.1", "[::1]", "[::ffff:127.0.0.1]", "0"])
    func `nothing is sent to an address that is not public, however it is spelled`(host: String) async throws {
        let partner = try await PartnerServer.start()
        let sender = WebhookSender(filter: AddressFilter(), timeout: .seconds(10))
        #expect(try await attempt(partner.url(host: host), sender) == .failed(.addressNotAllowed))
        #expect(partner.requests.isEmpty)
        try await partner.stop()
    }

    @Test func `one address that is not public among others is enough to refuse`() async throws {
        let addresses = [try #require(IPAddress("1.1.1.1")), try #require(IPAddress("10.0.0.1"))]
        let sender = WebhookSender(filter: AddressFilter(), timeout: .seconds(10), lookup: { _, _ in addresses })
        #expect(try await attempt("https://hook.example/", sender) == .failed(.addressNotAllowed))
    }

    @Test(arguments: ["hook.example", "HOOK.Example", "hook.example."])
    func `the connection goes to the address that was judged, whatever the name says later`(host: String) async throws {
        let partner = try await PartnerServer.start()
        let asked = Mutex<[String]>([])
        let sender = WebhookSender(
            filter: loopback, timeout: .seconds(10),
            lookup: { host, _ in
                asked.withLock { $0.append(host) }
                return [IPAddress("127.0.0.1")].compactMap { $0 }
            })
        // No such name exists: only the pinned address can be reached.
        #expect(try await attempt(partner.url(host: host), sender) == .delivered(status: 204))
        #expect(asked.withLock { $0 } == ["hook.example"])
        #expect(try await partner.next().header("host") == "hook.example:\(partner.port)")
        try await partner.stop()
    }

    @Test func `a pinned connection still checks the certificate for the name`() async throws {
        let certificate = try await SelfMadeCertificate.make(names: ["hook.example"])
        let partner = try await PartnerServer.start(certificate: certificate)
        var configuration = HTTPClient.Configuration()
        configuration.tlsConfiguration = .makeClientConfiguration()
        configuration.tlsConfiguration?.trustRoots = .file(certificate.certificate)
        let sender = WebhookSender(
            filter: loopback, timeout: .seconds(10), configuration: configuration,
            lookup: { _, _ in [IPAddress("127.0.0.1")].compactMap { $0 } })
        #expect(try await attempt(partner.url(host: "hook.example"), sender) == .delivered(status: 204))
        #expect(try await attempt(partner.url(host: "other.example"), sender) == .failed(.encryptionFailed))
        #expect(try await attempt(partner.url(host: "127.0.0.1")) == .failed(.encryptionFailed))
        #expect(partner.requests.count == 1)
        try await partner.stop()
    }

    @Test func `names that do not exist and ports that nobody serves have their codes`() async throws {
        #expect(try await attempt("https://nothing.invalid/") == .failed(.nameNotFound))
        let partner = try await PartnerServer.start()
        let url = partner.url
        try await partner.stop()
        #expect(try await attempt(url) == .failed(.connectionFailed))
    }

    @Test func `a cancelled attempt has no result`() async throws {
        let partner = try await PartnerServer.start()
        partner.answer(with: .silence)
        let url = partner.url
        let sending = Task { try await attempt(url) }
        _ = try await partner.next()
        sending.cancel()
        await #expect(throws: CancellationError.self) { _ = try await sending.value }
        try await partner.stop()
    }
}
