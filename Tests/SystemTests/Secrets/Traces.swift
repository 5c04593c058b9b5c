import Foundation
import Synchronization
import TestSupport

/// What a run left where others can read it: texts by their place, gathered while the run goes on and searched at its
/// end, when all its secrets are known.
final class Traces: Sendable {
    private let texts = Mutex<[String: Set<String>]>([:])

    func add(_ text: String, at place: String) {
        texts.withLock { _ = $0[place, default: []].insert(text) }
    }

    func add(_ file: URL, at place: String) throws {
        add(String(decoding: try Data(contentsOf: file), as: UTF8.self), at: place)
    }

    /// Everything that stands at a place whose name begins so.
    func text(at place: String) -> String {
        texts.withLock { $0.filter { $0.key.hasPrefix(place) }.flatMap(\.value).joined(separator: "\n") }
    }

    /// Gathers the arguments of every process of the machine, again and again while `body` runs: many live for a moment.
    func watchingArguments(_ body: () async throws -> Void) async throws {
        let watch = Task {
            while !Task.isCancelled {
                addArguments()
                try await Task.sleep(for: .milliseconds(5))
            }
        }
        defer { watch.cancel() }
        try await body()
    }

    private func addArguments() {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        for process in processes where process.allSatisfy(\.isNumber) {
            // One that has ended meanwhile has none.
            guard let bytes = FileManager.default.contents(atPath: "/proc/\(process)/cmdline"), !bytes.isEmpty else {
                continue
            }
            add(String(decoding: bytes.map { $0 == 0 ? 0x20 : $0 }, as: UTF8.self), at: "arguments")
        }
    }

    /// Each secret and where it stands, by the names of both.
    func findings(of secrets: [String: String]) -> [String] {
        texts.withLock { texts in
            secrets.flatMap { name, secret in
                texts.filter { $0.value.contains { $0.contains(secret) } }.map { "\(name) in \($0.key)" }
            }.sorted()
        }
    }
}
