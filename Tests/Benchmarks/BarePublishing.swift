import ArgumentParser
import BareLibrabbitmq
import FoundationEssentials
import Glibc

/// Persistent messages of 1 KiB into a quorum queue with confirms, 512 in flight, by librabbitmq alone. Prints messages
/// a second.
struct BarePublishing: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "bare-publishing")

    func run() throws {
        guard let url = getenv("MAILLAGE_AMQP_URL").flatMap({ URL(string: String(cString: $0)) }),
            let host = url.host(), let port = url.port, let user = url.user(), let password = url.password()
        else { throw ValidationError("MAILLAGE_AMQP_URL is not set") }
        let rate = bare_publishing(host, Int32(port), user, password, 5)
        guard rate > 0 else { throw ValidationError("the broker refuses") }
        print(Int(rate))
    }
}
