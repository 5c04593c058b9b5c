import Foundation
import Testing

@testable import Gateway

@Suite struct GzipTests {
    @Test(arguments: [0, 1, 1_000, 300_000]) func `gunzip gives the same bytes back`(count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
        let file = FileManager.default.temporaryDirectory.appending(path: "gzip-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(Gzip.compress(bytes)).write(to: file)
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/bin/gzip")
        process.arguments = ["--decompress", "--stdout"]
        process.standardInput = try FileHandle(forReadingFrom: file)
        process.standardOutput = output
        try process.run()
        #expect(try output.fileHandleForReading.readToEnd().map(Array.init) ?? [] == bytes)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    @Test func `the same bytes are compressed to the same bytes, and to fewer`() throws {
        let bytes = Array(String(repeating: "<li>tiers-lieu</li>", count: 500).utf8)
        #expect(try Gzip.compress(bytes) == Gzip.compress(bytes))
        #expect(try Gzip.compress(bytes).count < bytes.count / 10)
    }
}
