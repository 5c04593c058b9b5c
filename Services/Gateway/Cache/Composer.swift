import Domain
import FoundationEssentials
import HTTPTypes
import HummingbirdCore
import Metrics

/// Answers reads: from the cache when it can, by asking when it must.
struct Composer: Sendable {
    let cache: ViewCache
    let ask: Ask
    let now: @Sendable () -> Date
    /// The header fields of pages.
    private let pageFields: HTTPFields
    private let misses = Counter(label: "cache_misses_total")
    /// Made once: a closure of its own for each composition, inlined with it, made the optimised build free the task's
    /// memory out of order.
    private let noteMissing: @Sendable (ServiceName) -> Void

    init(
        cache: ViewCache, ask: Ask, pageFields: HTTPFields = Fields.page(), now: @escaping @Sendable () -> Date
    ) {
        self.cache = cache
        self.ask = ask
        self.now = now
        self.pageFields = pageFields
        noteMissing = { cache.noteMissing($0) }
    }

    func answer(_ view: View, to incoming: Incoming) async throws -> Response {
        guard incoming.requester.isAnonymous else {
            // What people and partners see may differ from one to the next, and is nobody else's.
            let answer = try await compose(
                view, incoming, cacheControl: "private, no-store", generations: cache.generations)
            return answer.response(to: incoming.headers)
        }
        let key = ViewCache.Key(target: incoming.target, language: view.speaks ? incoming.language : .french)
        let (flight, leads) = cache.flight(key)
        let outcome: Flight.Outcome
        if leads {
            misses.increment()
            do {
                outcome = .success(
                    try await compose(view, incoming, cacheControl: "no-cache", generations: flight.generations))
            } catch {
                outcome = .failure(error)
            }
            if case .success(let answer) = outcome { cache.store(answer, as: key) }
            cache.land(flight, key)
            flight.land(outcome)
        } else {
            outcome = await flight.outcome()
        }
        return try response(outcome, key, incoming)
    }

    /// What came, or the last complete copy where that serves the asker better.
    private func response(_ outcome: Flight.Outcome, _ key: ViewCache.Key, _ incoming: Incoming) throws -> Response {
        switch outcome {
        case .success(let answer):
            // A complete copy is better than an incomplete answer when what did answer has nothing new to say.
            if !answer.isComplete, let last = cache.last(key),
                cache.isCurrent(last, without: answer.composed.missing.sources)
            {
                return last.staleResponse(in: incoming.language)
            }
            return answer.response(to: incoming.headers)
        case .failure(let error):
            guard let problem = error as? Problem, problem.status >= 503, let last = cache.last(key) else {
                throw error
            }
            return last.staleResponse(in: incoming.language)
        }
    }

    @inline(never) private func compose(
        _ view: View, _ incoming: Incoming, cacheControl: String, generations: Generations
    ) async throws -> CachedAnswer {
        let reader = Reader(ask, as: incoming.requester, within: view.time, unanswered: noteMissing)
        let composed = try await view.compose(reader)
        var fields = Fields.common
        fields[.cacheControl] = cacheControl
        if view.speaks { fields.append(contentsOf: pageFields) }
        return CachedAnswer(
            composed, .init(base: fields, speaks: view.speaks, language: incoming.language), sources: view.sources,
            generations: generations, at: now(), validUntil: cache.validity(of: composed, view.sources))
    }
}

extension [ServiceName] {
    /// The services themselves, without those whose data they copied.
    var sources: Sources {
        reduce(into: Sources()) { $0.formUnion(Sources($1)) }
    }
}
