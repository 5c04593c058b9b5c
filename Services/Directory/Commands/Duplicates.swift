import ArgumentParser
import Domain
import ServiceKit

/// `directory duplicates …`
struct Duplicates: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Places that may be one.", subcommands: [Find.self])

    struct Find: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Compares every place with those like it, and proposes what may be one.",
            discussion: """
                The service does so by itself for each place that is new or changed; this is for all that were there \
                before, and may be repeated. What staff said of a pair holds until one of the two changes.
                """)

        func run() async throws {
            let command = try ServiceCommand(.directory)
            let search = ProposeDuplicates(database: command.database, now: command.now, logger: command.logger)
            let all = try await DuplicateSearches.wantAll(on: command.database)
            // A running service takes its part of them.
            while try await search.work() > 0 {}
            let open = try await DuplicateStore.count(FindDuplicates(), on: command.database)
            print("\(all) places compared, \(open) pairs proposed")
        }
    }
}
