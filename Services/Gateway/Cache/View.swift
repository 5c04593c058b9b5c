import Domain
import FoundationEssentials

/// What a read shows: what it is made from, and how.
struct View: Sendable {
    /// Where its parts come from. The agenda and the job board show names of places, so views with theirs depend on the
    /// directory too.
    let sources: Sources
    /// Whether its words depend on the person's language.
    var speaks = false
    /// How long composing it may take.
    var time = Reader.total
    let compose: @Sendable (Reader) async throws -> Composed
}

/// A view as it was composed at one moment.
struct Composed: Sendable {
    let body: [UInt8]
    let contentType: String
    /// The first moment at which time alone changes it.
    let validUntil: Date
    /// The last change of what it shows.
    var lastModified: Date?
    /// The version of the one thing that it shows, for a change that follows.
    var version: Int?
    var missing: [ServiceName] = []
}

/// Services whose changes change a view.
struct Sources: OptionSet, Hashable, Sendable {
    let rawValue: UInt8

    static let directory = Sources(.directory)
    static let events: Sources = [Sources(.events), .directory]
    static let jobsBoard: Sources = [Sources(.jobsBoard), .directory]
    static let all: Sources = [.events, .jobsBoard, Sources(.newsletter), Sources(.notifications)]

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    init(_ service: ServiceName) {
        switch service {
        case .directory: rawValue = 1
        case .events: rawValue = 2
        case .jobsBoard: rawValue = 4
        case .newsletter: rawValue = 8
        case .notifications: rawValue = 16
        // No view shows anything of the others.
        default: rawValue = 0
        }
    }

    /// Whether it holds copies that a service made of the directory's places.
    var holdsCopiesOfPlaces: Bool {
        !isDisjoint(with: [Sources(.events), Sources(.jobsBoard)])
    }
}

/// How often each service was heard to change; a view is as new as the numbers read before it was asked for.
struct Generations: Hashable, Sendable {
    private var numbers = SIMD8<UInt32>()

    mutating func raise(_ sources: Sources) {
        numbers &+= Self.mask(sources)
    }

    /// Whether nothing of these sources changed between the two readings.
    func agrees(with other: Generations, on sources: Sources) -> Bool {
        (numbers &- other.numbers) &* Self.mask(sources) == .zero
    }

    private static func mask(_ sources: Sources) -> SIMD8<UInt32> {
        let bits = UInt32(sources.rawValue)
        return (SIMD8(repeating: bits) &>> SIMD8(0, 1, 2, 3, 4, 5, 6, 7)) & 1
    }
}
