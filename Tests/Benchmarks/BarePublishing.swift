import ArgumentParser
import BareLibrabbitmq
import FoundationEssentials
import Glibc

/// Persistent messages of 1 KiB into a quorum queue with confirms, 512 in flight, by librabbitmq alone. Prints messages
/// a second.
struct BarePublishing: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "bare-publishing")

    func run() throws {
        let broker = try BareBroker()
        let rate = bare_publishing(broker.host, broker.port, broker.user, broker.password, 5)
        guard rate > 0 else { throw ValidationError("the broker refuses") }
        print(Int(rate))
    }
}

/// The same, one at a time. Prints a line a message: how long its confirm took, in milliseconds.
struct BareConfirms: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "bare-confirms")

    @Option var count = 2_000
    /// Milliseconds between a confirm and the next message.
    @Option var pause = 0

    func run() throws {
        let broker = try BareBroker()
        var times = [Double](repeating: 0, count: count)
        guard
            bare_confirms(
                broker.host, broker.port, broker.user, broker.password, Int32(count), Int32(pause * 1_000), &times) != 0
        else { throw ValidationError("the broker refuses") }
        for time in times { print(time) }
    }
}

/// The broker as its administrator.
private struct BareBroker {
    let host: String
    let port: Int32
    let user: String
    let password: String

    init() throws {
        guard let url = getenv("MAILLAGE_AMQP_URL").flatMap({ URL(string: String(cString: $0)) }),
            let host = url.host(), let port = url.port, let user = url.user(), let password = url.password()
        else { throw ValidationError("MAILLAGE_AMQP_URL is not set") }
        (self.host, self.port, self.user, self.password) = (host, Int32(port), user, password)
    }
}
