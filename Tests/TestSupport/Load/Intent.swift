/// Something that a caller asked for, and what it heard of it.
package struct Intent: Sendable {
    package enum Act: Sendable {
        case create, change, publish
    }

    package enum Outcome: Sendable, Equatable {
        case done
        case refused(status: Int)
        /// Never answered, however often it was asked again: it may have been carried out.
        case unknown

        package var isDone: Bool { self == .done }
    }

    package let aggregate: String
    package let act: Act
    /// The words that name the thing, and nothing else.
    package let name: String
    package var id: String?
    package var outcome = Outcome.unknown
}
