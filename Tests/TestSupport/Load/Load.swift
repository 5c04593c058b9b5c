import Foundation
import Synchronization

/// People who read and write by the gateway at a modest rate, and what they were told.
///
/// Each order has an idempotency key and is given again, with the same one, until it is answered; so what was asked and
/// acknowledged is known exactly.
package final class Load: Sendable {
    package enum Noun: String, Sendable, CaseIterable {
        case places, events, offers

        var aggregate: String { String(rawValue.dropLast()) }
    }

    private struct State {
        var intents: [Int: Intent] = [:]
        var writes: [String: Int] = [:]
        var reads: [String: Int] = [:]
        var slowestWrite = Duration.zero
        var slowestRead = Duration.zero
        var isEnding = false
        var runs = 0
    }

    private let system: TestSystem
    private let key: String
    private let nouns: [Noun]
    private let writers: Int
    private let readers: Int
    private let pause: Duration
    private let gateways: [Int]
    private let paths: [String]
    /// How long after the load's end an order that is not answered is given again.
    private let patience: Duration
    private let state = Mutex(State())
    private let word = UUID().uuidString.prefix(8).lowercased()

    /// The key is one of the staff. Writers and readers are spread over the gateways, which are numbers of instances.
    package init(
        on system: TestSystem, key: String, nouns: [Noun] = Noun.allCases, writers: Int = 2, readers: Int = 1,
        pause: Duration = .milliseconds(20), gateways: [Int] = [1], patience: Duration = .seconds(30),
        reading paths: [String] = ["/api/v1/places?limit=5", "/events", "/feeds/offers.atom"]
    ) {
        self.system = system
        self.key = key
        self.nouns = nouns
        self.writers = writers
        self.readers = readers
        self.pause = pause
        self.gateways = gateways
        self.patience = patience
        self.paths = paths
    }

    /// What was asked so far.
    package var intents: [Intent] { state.withLock { Array($0.intents.values) } }
    /// How often each answer came to an order: a status, with the problem's code where there is one, or `lost`.
    package var writes: [String: Int] { state.withLock { $0.writes } }
    package var reads: [String: Int] { state.withLock { $0.reads } }
    package var slowestWrite: Duration { state.withLock { $0.slowestWrite } }
    package var slowestRead: Duration { state.withLock { $0.slowestRead } }

    /// All that was answered, for a test's output.
    package var summary: String {
        func sorted(_ answers: [String: Int]) -> String {
            answers.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }.joined(separator: ", ")
        }
        return state.withLock { state in
            "load: orders \(sorted(state.writes)), the slowest \(state.slowestWrite); "
                + "reads \(sorted(state.reads)), the slowest \(state.slowestRead)"
        }
    }

    /// Reads and writes while `body` runs, then until every order is answered.
    package func run<Result>(while body: () async throws -> Result) async throws -> Result {
        state.withLock { state in
            state.isEnding = false
            state.runs += 1
        }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<writers { group.addTask { try await self.write(number) } }
            for number in 0..<readers { group.addTask { try await self.read(number) } }
            defer { group.cancelAll() }
            let result = try await body()
            state.withLock { $0.isEnding = true }
            try await group.waitForAll()
            print(summary)
            return result
        }
    }

    private var isEnding: Bool { state.withLock { $0.isEnding } }

    // MARK: Writing

    /// Makes one thing after the other, shows it where it is a draft, and changes it.
    private func write(_ writer: Int) async throws {
        let run = state.withLock { $0.runs }
        var number = 0
        while !isEnding {
            let noun = nouns[(writer + number) % nouns.count]
            number += 1
            let name = "Chose \(word) \(run) \(writer) \(number)"
            let address = "/api/v1/\(noun.rawValue)"
            let made = try await order(noun, .create, name, "POST", address, Self.fields(of: noun, name))
            guard made.outcome.isDone, let id = made.id else { continue }
            if noun != .places { _ = try await order(noun, .publish, name, "POST", "\(address)/\(id)/publish", nil) }
            guard !isEnding else { return }
            let text = "Dit par \(writer) au tour \(number)."
            _ = try await order(noun, .change, name, "PATCH", "\(address)/\(id)", ["description": text])
        }
    }

    private static func fields(of noun: Noun, _ name: String) -> [String: String] {
        switch noun {
        case .places: ["name": name]
        case .events: ["title": name, "starts_at": "2031-05-06T18:00:00Z"]
        case .offers: ["title": name, "kind": "shared_job"]
        }
    }

    /// Gives an order until it is answered for good.
    private func order(
        _ noun: Noun, _ act: Intent.Act, _ name: String, _ method: String, _ path: String, _ fields: [String: String]?
    ) async throws -> Intent {
        var intent = Intent(aggregate: noun.aggregate, act: act, name: name)
        let number = state.withLock { state in
            state.intents[state.intents.count] = intent
            return state.intents.count - 1
        }
        var headers = ["authorization": "Bearer \(key)", "idempotency-key": UUID().uuidString.lowercased()]
        if method == "PATCH" { headers["if-match"] = "*" }
        if fields != nil { headers["content-type"] = "application/json" }
        let body = try fields.map { try JSONEncoder().encode($0) }
        var giveUp: ContinuousClock.Instant?
        var tries = number
        while intent.outcome == .unknown, giveUp.map({ .now < $0 }) ?? true {
            try await Task.sleep(for: pause)
            let gateway = gateways[tries % gateways.count]
            tries += 1
            let begun = ContinuousClock.now
            let answer = try? await HTTP.send(method, system.url(path, instance: gateway), headers: headers, body: body)
            let elapsed = ContinuousClock.now - begun
            try Task.checkCancellation()
            state.withLock { state in
                state.writes[Self.words(answer), default: 0] += 1
                state.slowestWrite = max(state.slowestWrite, elapsed)
            }
            if isEnding, giveUp == nil { giveUp = .now + patience }
            guard let answer else { continue }
            if (200..<300).contains(answer.status) {
                intent.id = try answer.json()["id"] as? String
                intent.outcome = .done
            } else if answer.status < 500, answer.status != 429 {
                intent.outcome = .refused(status: answer.status)
            }
        }
        state.withLock { [intent] in $0.intents[number] = intent }
        return intent
    }

    // MARK: Reading

    private func read(_ reader: Int) async throws {
        var number = reader
        while !isEnding {
            try await Task.sleep(for: pause)
            let url = system.url(paths[number % paths.count], instance: gateways[number % gateways.count])
            number += 1
            let begun = ContinuousClock.now
            let answer = try? await HTTP.get(url)
            let elapsed = ContinuousClock.now - begun
            try Task.checkCancellation()
            state.withLock { state in
                state.reads[Self.words(answer), default: 0] += 1
                state.slowestRead = max(state.slowestRead, elapsed)
            }
        }
    }

    private static func words(_ answer: HTTP.Answer?) -> String {
        guard let answer else { return "lost" }
        guard answer.status >= 400 else { return "\(answer.status)" }
        let code = (try? answer.json())?["code"] as? String
        return code.map { "\(answer.status) \($0)" } ?? "\(answer.status)"
    }
}
