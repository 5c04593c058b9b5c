import ArgumentParser
import Domain
import Glibc
import ServiceKit

/// `directory import …`
struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Brings in what other systems know.", subcommands: [Places.self, Territories.self])

    struct Places: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Imports places from a file; twice changes nothing.",
            discussion: """
                Every row is imported, or reported with its line and the reason. Ends with status 2 when some were not. An \
                import that was interrupted goes on where it stopped when it is started again.
                """)

        @Argument(help: "The file, one place a row.", completion: .file())
        var file: String

        @Option(help: "Which column is what: a JSON file, see deploy/mappings.", completion: .file())
        var mapping: String

        @Flag(help: "Import though the source lost more than half of its rows since its last import.")
        var acceptShrunk = false

        func run() async throws {
            let command = try ServiceCommand(.directory)
            let mapping: PlaceMapping
            do {
                mapping = try PlaceMapping(json: FileReader(path: self.mapping).readAll())
            } catch let error as MappingError {
                throw ValidationError("\(self.mapping): \(error)")
            }
            let progress = Progress()
            let importPlaces = ImportPlaces(
                database: command.database, now: command.now, zone: command.settings.network.timeZone,
                acceptShrunk: acceptShrunk)
            let report = try await command.traced { [file] in
                try await importPlaces(file, by: mapping) { progress.show($0) }
            }
            progress.end()
            for remark in report.remarks { print("note: \(remark)") }
            for remark in report.rejected { print("refused: \(remark)") }
            print(
                """
                \(report.read) rows read: \(report.imported) imported, \(report.changed) changed, \
                \(report.unchanged) unchanged, \(report.rejected.count) refused
                """)
            guard report.exitCode == 0 else { throw ExitCode(report.exitCode) }
        }
    }

    /// A line on the terminal that tells how far the import is; nothing where nobody looks.
    private struct Progress {
        private let isTerminal = isatty(STDERR_FILENO) == 1

        func show(_ report: ImportReport) {
            write("\r\(report.read) rows read, \(report.imported) imported, \(report.rejected.count) refused")
        }

        func end() {
            write("\n")
        }

        private func write(_ text: String) {
            guard isTerminal else { return }
            _ = text.utf8CString.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count - 1) }
        }
    }
}
