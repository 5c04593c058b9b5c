import Domain
import FoundationEssentials
import Outbox
import Postgres

/// Imports public lists and outlines of territories, and finds anew where all places lie. What the files do not name is
/// left alone, so lists of one region do; the same files imported twice change nothing and tell nobody.
struct ImportTerritories {
    /// Outlines that are mended in one statement.
    static let batchOutlines = 20
    /// Places a transaction: few enough for people to change places meanwhile.
    static let batchPlaces = 200

    /// Needs two connections: one holds the lock.
    let database: PostgresPool
    let now: @Sendable () -> Date

    /// How far an import is.
    enum Progress {
        case reading(String)
        case mending(Int, of: Int)
        case places(Int)
    }

    /// Imports the files at paths, and calls `progress` after each piece of work.
    /// - Throws: `FileUnreadable`. All lists and outlines are written together; places that were not looked at before
    ///   an error are when the import is repeated.
    func callAsFunction(
        _ paths: [String], vintage: Int? = nil, progress: (Progress) -> Void = { _ in }
    ) async throws -> TerritoryReport {
        try await database.withConnection { connection in
            while try await !ImportStore.tryLock(on: connection) {
                try await Task.sleep(for: ImportPlaces.waitForOther)
            }
            do {
                let report = try await read(paths, vintage: vintage, progress: progress)
                try await ImportStore.unlock(on: connection)
                return report
            } catch {
                try? await ImportStore.unlock(on: connection)
                throw error
            }
        }
    }

    private func read(
        _ paths: [String], vintage: Int?, progress: (Progress) -> Void
    ) async throws -> TerritoryReport {
        var report = TerritoryReport()
        var data = TerritoryData()
        for path in paths {
            let file = try TerritoryFile(path: path, vintage: vintage)
            progress(.reading(file.name))
            try file.read(into: &data, &report)
        }
        data.dropRepeated()
        let known = try await TerritoryStore.known(on: database) + data.known
        let plain = try await TerritoryStore.plain(known.map(\.name) + data.drawn.map(\.name.text), on: database)
        let outlines = OutlineMatching(known, plain: plain).matched(data.drawn, &report)
        let drawn = try await mended(outlines, &report, progress: progress)
        try await write(data, drawn, &report)
        try await findPlaces(&report, progress: progress)
        return report
    }

    private func mended(
        _ outlines: [TerritoryData.Drawn], _ report: inout TerritoryReport, progress: (Progress) -> Void
    ) async throws -> [(territory: TerritoryData.Drawn, outline: String)] {
        var done: [(territory: TerritoryData.Drawn, outline: String)] = []
        var rest = outlines[...]
        while !rest.isEmpty {
            let batch = Array(rest.prefix(Self.batchOutlines))
            rest = rest.dropFirst(batch.count)
            let mended = try await TerritoryStore.mended(batch.map(\.polygons), on: database)
            for (territory, mended) in zip(batch, mended) {
                if let outline = mended.outline {
                    done.append((territory, outline))
                    guard let reason = mended.reason else { continue }
                    report.remarks.append(
                        .init(source: territory.source, code: "outline-mended", words: "was mended: \(reason)"))
                } else {
                    let fault = OutlineFault.missing
                    report.refuse(
                        territory.list, .init(source: territory.source, code: fault.code, words: fault.words))
                }
            }
            progress(.mending(outlines.count - rest.count, of: outlines.count))
        }
        return done
    }

    private func write(
        _ data: TerritoryData, _ drawn: [(territory: TerritoryData.Drawn, outline: String)],
        _ report: inout TerritoryReport
    ) async throws {
        let written = try await database.transaction { transaction in
            var written: [(TerritoryData.List, TerritoryStore.Written)] = []
            for (list, named) in data.named {
                written.append((list, try await TerritoryStore.write(named, in: transaction)))
            }
            let communes = data.named[.communes, default: []].map(\.code)
            let parts = try await TerritoryStore.write(data.parts, besides: communes, in: transaction)
            written.append((.communes, parts))
            let groups = data.named[.epci, default: []].map(\.code)
            written.append((.members, try await TerritoryStore.write(data.members, of: groups, in: transaction)))
            written.append((.postcodes, try await TerritoryStore.write(data.posts, in: transaction)))
            for (kind, drawn) in Dictionary(grouping: drawn, by: \.territory.kind) {
                guard let kind, let list = drawn.first?.territory.list else { continue }
                written.append((list, try await TerritoryStore.write(drawn, kind, in: transaction)))
            }
            return written
        }
        for (list, written) in written { report.add(written, to: list) }
    }

    /// All places, also when the files said nothing new: an earlier import may have ended before its end.
    private func findPlaces(_ report: inout TerritoryReport, progress: (Progress) -> Void) async throws {
        try await database.transaction { try await TerritoryStore.waitForPlaces(in: $0) }
        var last: Place.ID?
        repeat {
            let after = last
            let (ids, changed) = try await database.transaction { transaction in
                let now = now()
                let ids = try await PlaceStore.ids(after: after, limit: Self.batchPlaces, in: transaction)
                let places = try await PlaceStore.lock(ids, in: transaction)
                let settled = try await PlaceTerritories.settled(ids.compactMap { places[$0] }, in: transaction)
                let changed = settled.filter { $0 != places[$0.id] }.map { $0.next(at: now) }
                try await PlaceStore.update(changed, in: transaction)
                try await Outbox.append(
                    contentsOf: changed.map { (PlaceEvents.changed, $0) }, at: now, in: transaction)
                return (ids, changed.count)
            }
            last = ids.last
            report.placesRead += ids.count
            report.placesChanged += changed
            progress(.places(report.placesRead))
        } while last != nil
    }
}
