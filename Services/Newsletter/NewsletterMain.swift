import ArgumentParser
import Domain
import ServiceKit

/// `newsletter`: subscribers and the monthly letter.
@main
struct NewsletterMain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "newsletter",
        abstract: "The monthly letter of the network: its subscribers, its editions, its sending.",
        subcommands: Assembly.commands + [Push.self]
    )

    struct Push: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Cuts a month's edition and sends it.",
            discussion: """
                The current month is cut, once; asked again, only what still waits is sent. Ends when nothing waits any more; \
                interrupted, the rest is sent by the service. Prints what became of the mails.
                """
        )

        @Option(
            help: "The month, as in 2026-11: the current one, or one that is cut already.",
            transform: { text in
                guard let month = try? Month(text) else { throw ValidationError("a month looks like 2026-11") }
                return month
            })
        var month: Month

        func run() async throws {
            try await Assembly(ServiceProcess(.newsletter)).push(month)
        }
    }
}
