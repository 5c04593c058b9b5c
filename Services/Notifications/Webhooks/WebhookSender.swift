import AsyncHTTPClient
import Domain
import FoundationEssentials
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Makes one attempt to deliver a message to a partner's address.
///
/// The name is resolved first, every address it has is judged, and the connection is pinned to one of those judged:
/// a name that answers differently a moment later (DNS rebinding) leads nowhere else. The certificate is still checked
/// for the name. Redirects are not followed, since they would lead past the judgement.
struct WebhookSender: Sendable {
    typealias Lookup = @Sendable (_ host: String, _ timeout: Duration) async throws -> [IPAddress]

    /// In bytes; no receiver has a reason to answer more.
    private static let longestAnswer = 64 * 1024

    let filter: AddressFilter
    /// For all of one attempt: the name, the connection, the answer with its body.
    let timeout: Duration
    private let configuration: HTTPClient.Configuration
    private let lookup: Lookup
    private let group: any EventLoopGroup

    /// `configuration` says what else the connections need, as authorities to trust.
    init(
        filter: AddressFilter,
        timeout: Duration = .seconds(20),
        configuration: HTTPClient.Configuration = HTTPClient.Configuration(),
        lookup: @escaping Lookup = HostLookup.addresses,
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) {
        self.filter = filter
        self.timeout = timeout
        self.lookup = lookup
        self.group = group
        var configuration = configuration
        configuration.redirectConfiguration = .disallow
        configuration.httpVersion = .http1Only
        // Else a refused connection or certificate is tried again until the connect time-out.
        configuration.connectionPool.retryConnectionEstablishment = false
        self.configuration = configuration
    }

    /// Posts `body` with `headers`. Whatever happens outside is a result; a cancelled task has none.
    func attempt(
        _ address: WebAddress, headers: [(name: String, value: String)], body: [UInt8]
    ) async throws(CancellationError) -> AttemptResult {
        let deadline = NIODeadline.now() + TimeAmount(timeout)
        guard let target = WebhookTarget(address) else { return .failed(.addressNotValid) }
        do {
            let addresses = try await lookup(target.name, timeout)
            guard addresses.allSatisfy(filter.permits) else { return .failed(.addressNotAllowed) }
            // At random, so that a receiver of which one address is dead is reached at another attempt.
            guard let pinned = addresses.randomElement() else { return .failed(.nameNotFound) }
            return try await post(to: target, at: pinned, headers: headers, body: body, deadline: deadline)
        } catch {
            guard !Task.isCancelled else { throw CancellationError() }
            return .failed(Self.failure(error))
        }
    }

    private func post(
        to target: WebhookTarget, at address: IPAddress, headers: [(name: String, value: String)], body: [UInt8],
        deadline: NIODeadline
    ) async throws -> AttemptResult {
        var pinned = configuration
        pinned.dnsOverride = [target.host: address.description]
        let client = HTTPClient(eventLoopGroupProvider: .shared(group), configuration: pinned)
        var request = HTTPClientRequest(url: target.url)
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/json")
        request.headers.add(name: "user-agent", value: "Maillage-Webhooks")
        for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
        request.body = .bytes(ByteBuffer(bytes: body))
        let result: Result<AttemptResult, any Error>
        do {
            let response = try await client.execute(request, deadline: deadline)
            await Self.drain(response.body, until: deadline)
            result = .success(Self.result(response))
        } catch {
            result = .failure(error)
        }
        try await client.shutdown()
        return try result.get()
    }

    private static func result(_ response: HTTPClientResponse) -> AttemptResult {
        let status = Int(response.status.code)
        switch status {
        case 200...299: return .delivered(status: status)
        case 410: return .gone
        default:
            let retryAfter = response.headers.first(name: "retry-after").flatMap { RetryAfter.delay($0, now: Date()) }
            return .refused(status: status, retryAfter: retryAfter)
        }
    }

    /// Reads the body away, within bounds. The status has been said by now and stands, whatever becomes of the body.
    private static func drain(_ body: HTTPClientResponse.Body, until deadline: NIODeadline) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { _ = try? await body.collect(upTo: longestAnswer) }
            group.addTask { try? await Task.sleep(for: Duration(deadline - .now())) }
            await group.next()
            group.cancelAll()
        }
    }

    private static func failure(_ error: any Error) -> AttemptResult.Failure {
        switch error {
        case is HostLookup.NotFound: .nameNotFound
        case is HostLookup.TimedOut: .timedOut
        case let error as HTTPClientError:
            switch error {
            case .deadlineExceeded, .connectTimeout, .readTimeout, .tlsHandshakeTimeout: .timedOut
            case .remoteConnectionClosed: .connectionFailed
            default: .answerNotValid
            }
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: .encryptionFailed
        case is HTTPParserError: .answerNotValid
        default: .connectionFailed
        }
    }
}
