import ArgumentParser
import Domain
import FoundationEssentials
import Glibc
import ServiceKit

extension Import {
    struct Territories: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Imports public lists and outlines of territories; twice changes nothing.",
            discussion: """
                Takes tables of the Code officiel géographique (INSEE), the list of postcodes (La Poste), EPCI with \
                their members (JSON), outlines of regions, départements and priority districts (GeoJSON), each known \
                by what it contains. Then finds anew where all places lie. Ends with status 2 when something was not taken.
                """)

        @Argument(help: "Files, or folders of such files.", completion: .file())
        var paths: [String]

        @Option(help: "The year of the priority districts; without it the file or their codes tell.")
        var vintage: Int?

        func validate() throws {
            guard !paths.isEmpty else { throw ValidationError("name a file or a folder") }
            if let vintage, !OutlineReader.vintages.contains(vintage) {
                throw ValidationError("a vintage is a year, and the first is \(OutlineReader.vintages.lowerBound)")
            }
        }

        func run() async throws {
            let files = try paths.flatMap(Self.files(at:))
            let command = try ServiceCommand(.directory)
            let terminal = TerminalLine()
            let report = try await command.traced { [vintage] in
                try await ImportTerritories(database: command.database, now: command.now)(files, vintage: vintage) {
                    terminal.show($0.words)
                }
            }
            terminal.end()
            for remark in report.remarks { print("note: \(remark)") }
            for remark in report.refused { print("refused: \(remark)") }
            for line in report.lines { print(line) }
            guard report.exitCode == 0 else { throw ExitCode(report.exitCode) }
        }

        /// The files of a folder by name, so that every machine reads them in one order; a file alone.
        private static func files(at path: String) throws -> [String] {
            var isFolder = stat()
            guard stat(path, &isFolder) == 0 else { throw FileUnreadable(path: path, errno: errno) }
            guard isFolder.st_mode & S_IFMT == S_IFDIR else { return [path] }
            let names = try FileManager.default.contentsOfDirectory(atPath: path)
            return names.filter { $0.hasSuffix(".csv") || $0.hasSuffix("json") }.sorted().map { "\(path)/\($0)" }
        }
    }

    /// A line on the terminal that tells how far the work is; nothing where nobody looks.
    private struct TerminalLine {
        private let isTerminal = isatty(STDERR_FILENO) == 1

        func show(_ text: String) {
            write("\r\u{1B}[K\(text)")
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

extension ImportTerritories.Progress {
    fileprivate var words: String {
        switch self {
        case .reading(let file): "reading \(file)"
        case .mending(let done, let all): "\(done) of \(all) outlines looked at"
        case .places(let done): "\(done) places looked at"
        }
    }
}

extension TerritoryReport {
    /// What the command prints in the end.
    fileprivate var lines: [String] {
        let lists = TerritoryData.List.allCases.compactMap { list in
            counts[list].map { counts in
                """
                \(list.words): \(counts.read) read, \(counts.imported) imported, \(counts.changed) changed, \
                \(counts.unchanged) unchanged, \(counts.refused) refused
                """
            }
        }
        let places = "places: \(placesRead) looked at, \(placesChanged) changed"
        return lists + [places] + (changesNothing ? ["nothing has changed"] : [])
    }
}

extension TerritoryData.List {
    fileprivate var words: String {
        switch self {
        case .regions: "regions"
        case .departements: "départements"
        case .communes: "communes and parts of communes"
        case .epci: "EPCI"
        case .members: "members of EPCI"
        case .postcodes: "names by postcode"
        case .outlines: "outlines"
        case .districts: "priority districts"
        }
    }
}
