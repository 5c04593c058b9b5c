import Foundation
import TestSupport

/// A way that services take to a server, through a proxy.
enum Way: String, CaseIterable, Sendable {
    case broker, database
}

/// What a fault is about.
enum Target: Hashable, Sendable {
    case part(Part)
    case way(Way)

    static let all = Part.allCases.map(Target.part) + Way.allCases.map(Target.way)
    /// What has to do with the sending of an edition.
    static let sending: [Target] = [
        .part(.newsletter), .part(.newsletter), .part(.postgres), .part(.mailSink), .way(.database),
    ]
}

/// One thing that goes wrong, and ends by itself.
enum Fault: Sendable {
    /// Without a word; its supervisor starts it again.
    case kill(Part)
    /// One of PostgreSQL's processes for a connection: all others end with it, and it recovers as after a crash.
    case killBackend(Int)
    /// In good order, for so long.
    case stop(Part, Duration)
    case restart(Part)
    case freeze(Part, Duration)
    /// All connections there are.
    case cut(Way)
    case trouble(Way, Trouble, String, Duration)

    static func drawn(on target: Target, _ dice: inout Dice) -> Fault {
        switch target {
        case .part(let part):
            switch Int.random(in: 0..<8, using: &dice) {
            case 0 where part == .postgres: return .killBackend(Int.random(in: 0..<1000, using: &dice))
            case 0...3: return .kill(part)
            case 4: return .stop(part, dice.seconds(1...10))
            case 5: return .restart(part)
            default: return .freeze(part, dice.seconds(1...15))
            }
        case .way(let way):
            let duration = dice.seconds(2...12)
            switch Int.random(in: 0..<8, using: &dice) {
            case 0: return .trouble(way, made { $0.refuses = true }, "closed", duration)
            case 1: return .trouble(way, made { $0.freezes = true }, "frozen", duration)
            case 2: return .trouble(way, .blackHole, "a black hole", duration)
            case 3: return .trouble(way, .delay(.milliseconds(200)), "200 ms slower", duration)
            case 4: return .trouble(way, .slices(of: 1), "byte by byte", duration)
            case 5:
                let bytes = Int.random(in: 1...20_000, using: &dice)
                let direction: Trouble.Direction = Bool.random(using: &dice) ? .toServer : .toClient
                return .trouble(way, .reset(after: bytes, direction), "reset after \(bytes) bytes", duration)
            default: return .cut(way)
            }
        }
    }

    private static func made(_ change: (inout Trouble) -> Void) -> Trouble {
        var trouble = Trouble.none
        change(&trouble)
        return trouble
    }

    /// The word under which it is counted.
    var kind: String {
        switch self {
        case .kill, .killBackend: "kill -9"
        case .stop: "stop"
        case .restart: "restart"
        case .freeze: "freeze"
        case .cut: "cut"
        case .trouble: "line trouble"
        }
    }

    var text: String {
        switch self {
        case .kill(let part): "kill -9 \(part.rawValue)"
        case .killBackend: "kill -9 of one of PostgreSQL's connections"
        case .stop(let part, let time): "stop \(part.rawValue) for \(time.told)"
        case .restart(let part): "restart \(part.rawValue)"
        case .freeze(let part, let time): "freeze \(part.rawValue) for \(time.told)"
        case .cut(let way): "cut the connections to the \(way.rawValue)"
        case .trouble(let way, _, let what, let time): "the way to the \(way.rawValue) is \(what) for \(time.told)"
        }
    }
}

extension Duration {
    /// In seconds, as people write it.
    var told: String {
        String(format: "%.1f s", Double(components.seconds) + Double(components.attoseconds) / 1e18)
    }
}
