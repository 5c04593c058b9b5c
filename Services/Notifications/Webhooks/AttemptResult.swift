/// How one attempt to deliver a message to a webhook ended.
enum AttemptResult: Hashable, Sendable {
    /// 2xx: the receiver has it.
    case delivered(status: Int)
    /// Any other status, a redirect included; `retryAfter` when the receiver named a time.
    case refused(status: Int, retryAfter: Duration?)
    /// 410: the receiver wants no more.
    case gone
    /// No status came.
    case failed(Failure)

    /// Stable codes, kept with the delivery and shown to the partner.
    enum Failure: String, Hashable, Sendable {
        case addressNotValid = "address-not-valid"
        /// The name leads, also or only, to an address that is not public.
        case addressNotAllowed = "address-not-allowed"
        case nameNotFound = "name-not-found"
        case connectionFailed = "connection-failed"
        /// The certificate, its name, or the handshake.
        case encryptionFailed = "encryption-failed"
        case timedOut = "timed-out"
        /// What came back is not HTTP/1.1, or too long.
        case answerNotValid = "answer-not-valid"
    }

    var status: Int? {
        switch self {
        case .delivered(let status), .refused(let status, _): status
        case .gone: 410
        case .failed: nil
        }
    }
}
