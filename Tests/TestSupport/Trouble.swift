/// What a `TCPProxy` does to the connections that it carries, from now on.
package struct Trouble: Sendable, Equatable {
    package enum Direction: Sendable {
        case toServer, toClient
    }

    package struct Reset: Sendable, Equatable {
        package var bytes: Int
        package var direction: Direction
    }

    /// There is nobody behind the port: who connects is turned away.
    package var refuses = false
    /// Nothing passes, and nobody is told. What came meanwhile passes when this ends.
    package var freezes = false
    /// A black hole: what is sent is taken and dropped, and nobody is told, not even of the other side's end. New
    /// connections are taken too. A connection that lost something stays in the hole for ever.
    package var swallows = false
    /// What is added on each way.
    package var delay: Duration = .zero
    /// At most so many bytes are sent at a time.
    package var slice: Int?
    /// Bytes a second, in each direction of each connection.
    package var rate: Int?
    /// Both ends are reset once this direction of a connection has passed so many more bytes, also in mid-frame.
    package var reset: Reset?

    package init() {}

    /// Everything passes at once.
    package static let none = Trouble()

    package static let blackHole = made { $0.swallows = true }

    package static func slices(of bytes: Int) -> Trouble { made { $0.slice = bytes } }

    package static func delay(_ duration: Duration) -> Trouble { made { $0.delay = duration } }

    package static func rate(bytesPerSecond rate: Int) -> Trouble { made { $0.rate = rate } }

    /// Each connection, those that are made later too, is reset after so many bytes.
    package static func reset(after bytes: Int, _ direction: Direction) -> Trouble {
        made { $0.reset = Reset(bytes: bytes, direction: direction) }
    }

    private static func made(_ change: (inout Trouble) -> Void) -> Trouble {
        var trouble = Trouble()
        change(&trouble)
        return trouble
    }
}
