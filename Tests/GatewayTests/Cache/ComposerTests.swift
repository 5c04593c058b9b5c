import Domain
import Foundation
import HTTPTypes
import HummingbirdCore
import Synchronization
import TestSupport
import Testing

@testable import Gateway

/// How reads are answered when services fail or many ask at once. What is composed is a number that rises.
@Suite(.timeLimit(.minutes(1))) final class ComposerTests: Sendable {
    private let clock = TestClock()
    private let cache: ViewCache
    private let composer: Composer
    private let composed = Mutex(0)

    init() {
        let clock = clock
        cache = ViewCache(limit: 1_000_000, now: { clock.now })
        composer = Composer(
            cache: cache, ask: Ask(send: { _, _, _, _, _ in [] }), now: { clock.now })
    }

    private enum Outcome {
        case whole
        case without(ServiceName)
        case problem(Problem)
    }

    private func incoming(_ headers: HTTPFields = [:]) -> Incoming {
        Incoming(
            target: "/a", headers: headers, requester: .visitor, language: .french, query: Query(""), captures: [:])
    }

    private func answer(_ outcome: Outcome) async throws -> (fields: HTTPFields, status: Int) {
        let number = composed.withLock { composed in
            composed += 1
            return composed
        }
        let clock = clock
        let view = View(sources: [Sources(.directory), Sources(.jobsBoard)]) { _ in
            var missing: [ServiceName] = []
            switch outcome {
            case .whole: break
            case .without(let service): missing = [service]
            case .problem(let problem): throw problem
            }
            return Composed(
                body: Array("\(number)".utf8), contentType: "text/plain",
                validUntil: clock.now.addingTimeInterval(3600), missing: missing)
        }
        let response = try await composer.answer(view, to: incoming())
        return (response.headers, response.status.code)
    }

    private func answer(_ view: View) async throws -> Int {
        try await composer.answer(view, to: incoming()).status.code
    }

    private let stale = "110 - \"Response is Stale\""

    @Test(arguments: [
        Problem("broker-unavailable", status: 503), Problem("service-unavailable", status: 503),
        Problem("timed-out", status: 504),
    ])
    func `the last complete copy is served, marked, when nothing can be read`(problem: Problem) async throws {
        await #expect(throws: problem) { try await answer(.problem(problem)) }
        let first = try await answer(.whole)
        #expect(first.fields[.warning] == nil)
        cache.raise(.all)
        let second = try await answer(.problem(problem))
        #expect(second.status == 200)
        #expect(second.fields[.warning] == stale)
        #expect(second.fields[.eTag] == nil)
        #expect(second.fields[.cacheControl] == "no-store")
    }

    @Test func `a refusal is not hidden behind an old copy`() async throws {
        _ = try await answer(.whole)
        cache.raise(.all)
        await #expect(throws: Problem.notFound) { try await answer(.problem(.notFound)) }
    }

    @Test func `a complete copy is served for a missing part when what is there has not changed`() async throws {
        _ = try await answer(.whole)
        cache.raise(Sources(.jobsBoard))
        #expect(try await answer(.without(.jobsBoard)).fields[.warning] == stale)
    }

    @Test func `what is there and has changed is served without the missing part`() async throws {
        let first = try await answer(.whole)
        cache.raise([Sources(.jobsBoard), Sources(.directory)])
        let second = try await answer(.without(.jobsBoard))
        #expect(second.fields[.warning] == nil)
        #expect(second.fields[.eTag] != first.fields[.eTag])
    }

    @Test func `many who ask for one view at once wait for one composition`() async throws {
        let (began, beginning) = AsyncStream<Void>.makeStream()
        let (ends, ending) = AsyncStream<Void>.makeStream()
        let count = Mutex(0)
        let view = View(sources: .directory) { _ in
            count.withLock { $0 += 1 }
            beginning.yield()
            for await _ in ends { break }
            return Composed(body: [1], contentType: "text/plain", validUntil: .distantFuture)
        }
        try await withThrowingTaskGroup(of: Int.self) { group in
            group.addTask { try await self.answer(view) }
            for await _ in began { break }
            for _ in 0..<20 { group.addTask { try await self.answer(view) } }
            let flight = cache.flight(.init(target: "/a", language: .french)).flight
            try await eventually("all wait") { flight.waiting == 20 }
            ending.yield()
            for try await status in group { #expect(status == 200) }
        }
        #expect(count.withLock { $0 } == 1)
    }
}
