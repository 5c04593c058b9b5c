import Domain
import Foundation
import HTTPTypes
import Testing

@testable import Gateway

@Suite struct ViewCacheTests {
    private let clock = TestClock()
    private let cache: ViewCache

    init() {
        cache = ViewCache(limit: 100_000, now: { [clock] in clock.now })
    }

    private func answer(
        _ body: String = "contenu", sources: Sources = .directory, language: Language = .french, speaks: Bool = false,
        validFor seconds: TimeInterval = 3600, missing: [ServiceName] = [], generations: Generations? = nil
    ) -> CachedAnswer {
        let composed = Composed(
            body: Array(body.utf8), contentType: "text/plain", validUntil: clock.now.addingTimeInterval(seconds),
            missing: missing)
        return CachedAnswer(
            composed, .init(base: [:], speaks: speaks, language: language), sources: sources,
            generations: generations ?? cache.generations, at: clock.now,
            validUntil: cache.validity(of: composed, sources))
    }

    private func store(_ answer: CachedAnswer, _ target: String = "/a", _ language: Language = .french) {
        cache.store(answer, as: .init(target: target, language: language))
    }

    @Test func `an answer is good until something of its services changes`() {
        store(answer())
        #expect(cache.good("/a", .french) != nil)
        #expect(cache.good("/b", .french) == nil)
        cache.raise(.jobsBoard.subtracting(.directory))
        #expect(cache.good("/a", .french) != nil)
        cache.raise(.directory)
        #expect(cache.good("/a", .french) == nil)
        #expect(cache.last(.init(target: "/a", language: .french)) != nil)
    }

    @Test func `a lost connection makes everything to be asked for again`() {
        store(answer(sources: Sources(.events)))
        cache.raise(.all)
        #expect(cache.good("/a", .french) == nil)
    }

    @Test func `an answer is good until time alone changes it`() {
        store(answer(validFor: 10))
        clock.advance(by: 9.9)
        #expect(cache.good("/a", .french) != nil)
        clock.advance(by: 0.2)
        #expect(cache.good("/a", .french) == nil)
    }

    @Test func `an answer that a change overtook is never good, but the last that there is`() {
        let before = cache.generations
        cache.raise(.directory)
        store(answer("overtaken", generations: before))
        #expect(cache.good("/a", .french) == nil)
        #expect(cache.last(.init(target: "/a", language: .french)) != nil)
        store(answer("current"))
        store(answer("overtaken", generations: before))
        #expect(cache.good("/a", .french)?.composed.body == Array("current".utf8))
    }

    @Test func `an answer with a part missing is not stored`() {
        store(answer(missing: [.jobsBoard]))
        #expect(cache.last(.init(target: "/a", language: .french)) == nil)
    }

    @Test func `who wants no cached answer gets none that is older than a second`() {
        store(answer())
        #expect(cache.good("/a", .french, anew: true) != nil)
        clock.advance(by: 1)
        #expect(cache.good("/a", .french, anew: true) == nil)
        #expect(cache.good("/a", .french) != nil)
    }

    @Test func `a view that speaks is kept for each language`() {
        store(answer("bonjour", speaks: true), "/a", .french)
        #expect(cache.good("/a", .english) == nil)
        store(answer("hello", language: .english, speaks: true), "/a", .english)
        #expect(cache.good("/a", .english)?.composed.body == Array("hello".utf8))
        #expect(cache.good("/a", .french)?.composed.body == Array("bonjour".utf8))
        store(answer("42"), "/b")
        #expect(cache.good("/b", .english)?.composed.body == Array("42".utf8))
    }

    @Test func `the longest unused answers go when there are too many bytes`() {
        for number in 0..<12 {
            store(answer(String(repeating: "\(number % 10)", count: 7_000)), "/\(number)")
            _ = cache.good("/0", .french)
        }
        #expect(cache.good("/0", .french) != nil)
        #expect(cache.good("/11", .french) != nil)
        #expect(cache.good("/1", .french) == nil)
    }

    @Test func `after a change of a place its copies elsewhere are read again each second for a while`() {
        cache.raise(.directory)
        store(answer(sources: .events), "/events")
        store(answer(sources: .directory), "/places")
        clock.advance(by: 1.1)
        #expect(cache.good("/events", .french) == nil)
        #expect(cache.good("/places", .french) != nil)
        clock.advance(by: 5)
        store(answer(sources: .events), "/events")
        clock.advance(by: 60)
        #expect(cache.good("/events", .french) != nil)
    }

    @Test func `views with copies of a service that did not answer, and only those, are read again each second`() {
        cache.noteMissing(.jobsBoard)
        store(answer(sources: .jobsBoard), "/offers")
        store(answer(sources: .events), "/events")
        clock.advance(by: 1.1)
        #expect(cache.good("/offers", .french) == nil)
        #expect(cache.good("/events", .french) != nil)
        clock.advance(by: 9)
        store(answer(sources: .jobsBoard), "/offers")
        clock.advance(by: 60)
        #expect(cache.good("/offers", .french) != nil)
    }

    @Test func `a directory that did not answer holds no copies to wait for`() {
        cache.noteMissing(.directory)
        store(answer(sources: .events), "/events")
        clock.advance(by: 60)
        #expect(cache.good("/events", .french) != nil)
    }

    @Test func `a composition that began before a change is not joined after it`() {
        let key = ViewCache.Key(target: "/a", language: .french)
        let first = cache.flight(key)
        let second = cache.flight(key)
        #expect(first.leads && !second.leads)
        #expect(first.flight === second.flight)
        cache.raise(.directory)
        let third = cache.flight(key)
        #expect(third.leads)
        cache.land(first.flight, key)
        #expect(!cache.flight(key).leads)
    }
}
