/// Why a link has to be built anew.
enum LinkError: Error, CustomStringConvertible {
    /// The broker closed the channel or the connection, with its code and its own words: they name the queue and the
    /// argument that do not fit, never a password.
    case refused(code: UInt16, text: String)
    /// A call of the C library failed; the connection is then in an unknown state.
    case failed(call: String, reason: String)
    /// The broker cancelled the consumer: its queue is gone.
    case queueGone
    /// The broker was silent for longer than a confirm may take.
    case silent

    var description: String {
        switch self {
        case .refused(let code, let text): "the broker refused: \(code) \(text)"
        case .failed(let call, let reason): "\(call): \(reason)"
        case .queueGone: "the queue was deleted"
        case .silent: "a confirm is overdue"
        }
    }
}
