/// A queue as its owner declares it. The arguments can never change: other ones are another queue with another name.
package struct QueueDeclaration: Sendable, Equatable {
    package enum Argument: Sendable, Equatable {
        case text(String)
        case number(Int32)
        case flag(Bool)
    }

    /// A queue that has to be there before this one, bound to an exchange.
    package struct Companion: Sendable, Equatable {
        package let queue: QueueDeclaration
        package let exchange: String
        package let key: String
    }

    package let name: String
    package let isDurable: Bool
    package let isExclusive: Bool
    package let isAutoDelete: Bool
    package let arguments: [String: Argument]
    package let companions: [Companion]

    package init(
        name: String,
        isDurable: Bool = true,
        isExclusive: Bool = false,
        isAutoDelete: Bool = false,
        arguments: [String: Argument] = [:],
        companions: [Companion] = []
    ) {
        self.name = name
        self.isDurable = isDurable
        self.isExclusive = isExclusive
        self.isAutoDelete = isAutoDelete
        self.arguments = arguments
        self.companions = companions
    }
}
