import Foundation
import TestSupport
import Testing

@testable import Gateway

@Suite struct GzipTests {
    @Test(arguments: [0, 1, 1_000, 300_000]) func `gunzip gives the same bytes back`(count: Int) async throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
        let folder = FileManager.default.temporaryDirectory.appending(path: "gzip-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let compressed = folder.appending(path: "bytes.gz")
        let output = folder.appending(path: "bytes")
        try Data(Gzip.compress(bytes)).write(to: compressed)
        #expect(try await Command.run("/bin/gzip", ["--decompress", "--stdout", compressed.path], output: output) == 0)
        #expect(try Array(Data(contentsOf: output)) == bytes)
    }

    @Test func `the same bytes are compressed to the same bytes, and to fewer`() throws {
        let bytes = Array(String(repeating: "<li>tiers-lieu</li>", count: 500).utf8)
        #expect(try Gzip.compress(bytes) == Gzip.compress(bytes))
        #expect(try Gzip.compress(bytes).count < bytes.count / 10)
    }
}
