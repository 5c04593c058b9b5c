import Domain
import FoundationEssentials
import Outbox
import Postgres

/// Imports a file of places. Rows known from an earlier import of the same source change their place where they say
/// something new, so the same file imported twice changes nothing and tells nobody.
///
/// A row that disappears from its source is left alone: that a list no longer has a place does not say that it closed.
struct ImportPlaces {
    /// Rows a transaction: few enough for people to change places meanwhile.
    static let batchRows = 200
    /// How often to look whether another import is over.
    static let waitForOther = Duration.seconds(1)

    /// Needs two connections: one holds the lock.
    let database: PostgresPool
    let now: @Sendable () -> Date
    var zone = ServedTimeZone.paris
    /// Whether somebody has looked at a source that lost more than half of its rows.
    var acceptShrunk = false

    /// Imports the file at a path, and calls `progress` after each transaction.
    /// - Throws: `SourceShrank` before anything is changed; `FileUnreadable`; `MappingError` when the file does not have
    ///   the columns of the mapping. What was imported before an error stays, and the next import goes on from there.
    func callAsFunction(
        _ file: String, by mapping: PlaceMapping, progress: (ImportReport) -> Void = { _ in }
    ) async throws -> ImportReport {
        try await database.withConnection { connection in
            while try await !ImportStore.tryLock(on: connection) {
                try await Task.sleep(for: Self.waitForOther)
            }
            do {
                let reader = try FileReader(path: file)
                try await refuseShrunk(reader, by: mapping)
                let report = try await read(reader, by: mapping, progress: progress)
                try await SourceSize.record(report.read, of: mapping.source, at: now(), on: database)
                try await ImportStore.unlock(on: connection)
                return report
            } catch {
                try? await ImportStore.unlock(on: connection)
                throw error
            }
        }
    }

    /// Counts the rows before the first is imported, where there is something to compare them with.
    private func refuseShrunk(_ file: FileReader, by mapping: PlaceMapping) async throws {
        guard !acceptShrunk, let before = try await SourceSize.last(of: mapping.source, on: database) else { return }
        var table = try SourceTable(file, mapping)
        var rows = 0
        while try table.next() != nil { rows += 1 }
        try SourceSize.check(rows, before: before, of: mapping.source)
        try file.rewind()
    }

    private func read(
        _ file: FileReader, by mapping: PlaceMapping, progress: (ImportReport) -> Void
    ) async throws -> ImportReport {
        var table = try SourceTable(file, mapping)
        let rows = try PlaceRowReader(mapping, header: table.columns)
        var report = ImportReport()
        var keys: Set<String> = []
        var batch: [PlaceRow] = []
        while let next = try table.next() {
            report.read += 1
            do {
                let row = try rows.read(next.get())
                guard keys.insert(row.key).inserted else {
                    throw RowRemark(line: row.line, code: "key-repeated", words: "has the key of a row before it")
                }
                report.remarks += row.remarks
                batch.append(row)
            } catch let fault as CSVFault {
                report.rejected.append(RowRemark(fault))
            } catch let remark as RowRemark {
                report.rejected.append(remark)
            }
            if batch.count == Self.batchRows {
                try await save(batch, of: mapping.source, to: &report)
                progress(report)
                batch = []
            }
        }
        try await save(batch, of: mapping.source, to: &report)
        progress(report)
        return report
    }

    private func save(_ rows: [PlaceRow], of source: String, to report: inout ImportReport) async throws {
        let batch = try await database.transaction { transaction in
            let now = now()
            var batch: ImportBatch
            var places: [Place.ID: Place] = [:]
            // A merge may give rows to another place until their places are locked: read again what was read before.
            while true {
                batch = ImportBatch(
                    known: try await ImportStore.known(rows.map(\.key), of: source, in: transaction))
                let unlocked = Set(try batch.affected(by: rows)).subtracting(places.keys)
                if unlocked.isEmpty { break }
                places.merge(try await PlaceStore.lock(Array(unlocked), in: transaction)) { $1 }
            }
            let today = try CalendarDay(now, in: zone)
            for row in rows { try batch.take(row, places: places, at: now, on: today) }
            try await batch.settle(since: places, in: transaction)
            try await PlaceStore.insert(batch.imported, in: transaction)
            try await PlaceStore.update(batch.changed.map(\.place), in: transaction)
            try await ContactStore.replace(batch.contacts, at: now, in: transaction)
            try await ImportStore.record(batch.rows, of: source, in: transaction)
            try await Outbox.append(
                contentsOf: batch.imported.map { (PlaceEvents.published, $0) }, at: now, in: transaction)
            try await Outbox.append(
                contentsOf: batch.changed.map { ($0.event, $0.place) }, at: now, in: transaction)
            return batch
        }
        report.imported += batch.imported.count
        report.changed += batch.changed.count
        report.unchanged += rows.count - batch.imported.count - batch.changed.count
    }
}
