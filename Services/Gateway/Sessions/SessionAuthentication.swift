import Domain
import FoundationEssentials
import HTTPTypes
import Synchronization

/// Says who is signed in, by the cookie. A cookie that is worth nothing makes nobody of a visitor, and no error.
final class SessionAuthentication: Sendable {
    let cookie: SessionCookie
    private let ring: SessionRing
    private let ask: Ask
    /// For cookies that are not in the ring: guessing must not become work for the directory.
    private let unknown: RateLimits
    private let now: @Sendable () -> Date
    /// When the directory was last told, or should have been, that a session is in use.
    private let told = Mutex<[Session.ID: Date]>([:])

    init(
        cookie: SessionCookie, ring: SessionRing, ask: Ask, unknown: RateLimits, now: @escaping @Sendable () -> Date
    ) {
        self.cookie = cookie
        self.ring = ring
        self.ask = ask
        self.unknown = unknown
        self.now = now
    }

    func requester(_ headers: HTTPFields) async -> Requester {
        guard let secret = cookie.secret(in: headers) else { return .visitor }
        guard let session = await session(withHash: Authentication.hash(of: secret)), session.isGood(at: now()) else {
            return .visitor
        }
        let requester = Requester(session)
        await tellUse(of: session, by: requester)
        return requester
    }

    /// Takes over what the directory has said, before its event is heard.
    func learn(_ session: Session) {
        ring.learn(session)
    }

    /// Ends it here at once.
    func forget(_ id: Session.ID) {
        ring.remove { $0.id == id }
    }

    /// One opened a moment ago may be known to the directory alone.
    private func session(withHash hash: String) async -> Session? {
        if let session = ring.find(hash: hash) { return session }
        guard unknown.allow("all") else { return nil }
        guard let session = try? await ask(GetSession(hash: hash), as: .visitor, budget: Reader.part) else {
            return nil
        }
        ring.learn(session)
        return session
    }

    /// Once an hour; while the directory does not answer, once a minute.
    private func tellUse(of session: Session, by requester: Requester) async {
        let moment = now()
        guard moment.timeIntervalSince(session.usedAt) >= Session.toldEvery else { return }
        let isDue = told.withLock { told in
            if let last = told[session.id], moment.timeIntervalSince(last) < 60 { return false }
            if told.count > 10_000 { told = [:] }
            told[session.id] = moment
            return true
        }
        guard isDue, let used = try? await ask(TouchSession(), as: requester, budget: Reader.part) else { return }
        ring.learn(used)
    }
}
