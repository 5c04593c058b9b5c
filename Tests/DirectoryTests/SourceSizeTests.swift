import Domain
import Postgres
import TestSupport
import Testing

@testable import Directory

@Suite(.timeLimit(.minutes(1))) struct SourceSizeTests {
    private func run(
        _ rows: Int, of source: String = "essai", accept: Bool = false, in database: PostgresPool
    ) async throws -> ImportReport {
        let mapping = #"{"source": "\#(source)", "key": ["id"], "fields": {"name": "nom"}}"#
        let text = "id,nom\n" + (0..<rows).map { "\($0),Lieu \($0)\n" }.joined()
        return try await withFile(text) { file in
            try await ImportPlaces(database: database, now: { noon }, acceptShrunk: accept)(
                file, by: PlaceMapping(json: Array(mapping.utf8)))
        }
    }

    @Test func `a source that lost more than half of its rows changes nothing until somebody accepts it`()
        async throws
    {
        try await withDirectory { database in
            _ = try await run(100, in: database)
            #expect(try await run(50, in: database).counts == [50, 0, 0, 50], "half is no more than half")
            _ = try await run(100, in: database)
            for rows in [49, 0] {
                await #expect(throws: SourceShrank(source: "essai", rows: rows, before: 100)) {
                    try await run(rows, in: database)
                }
            }
            #expect(try await run(40, of: "autre", in: database).imported == 40)
            #expect(try await run(49, accept: true, in: database).read == 49)
            #expect(try await run(30, in: database).read == 30, "what was accepted is the new size")
            // The lock was given back each time.
            #expect(try await toldEvents(database).count == 140)
        }
    }

    @Test(arguments: [(0, 0, true), (0, 1, false), (1, 2, true), (1, 3, false), (2, 3, true), (500, 100, true)])
    func `fewer than half is too few`(rows: Int, before: Int, isRight: Bool) {
        let passes = (try? SourceSize.check(rows, before: before, of: "x")) != nil
        #expect(passes == isRight)
    }
}
