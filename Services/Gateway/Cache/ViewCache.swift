import Domain
import FoundationEssentials
import Synchronization

/// The views composed for visitors, in memory, by address and language.
///
/// An entry is good while none of its services has changed since the numbers that were read before it was asked for,
/// and while time alone has not changed it.
final class ViewCache: Sendable {
    /// One view as somebody asked for it.
    struct Key: Hashable, Sendable {
        /// Path and query as they came.
        let target: String
        /// French stands for a view that does not depend on the language.
        let language: Language
    }

    fileprivate struct State {
        var answers: [Key: CachedAnswer] = [:]
        var flights: [Key: Flight] = [:]
        var generations = Generations()
        var bytes = 0
        var uses = 0
        /// Until when services may not have copied the last changes of places yet.
        var copiesSettleAt = Date.distantPast
        /// The same for services that did not answer.
        var recoveredAt: [Sources: Date] = [:]
    }

    /// How long after a change of a place the copies of it in other services are read again each second.
    private static let settlingTime = 3.0
    /// How long a slow service takes to copy one place: after an import of many it lags behind what is heard.
    private static let copyingTime = 0.001
    /// How long after a service did not answer: it may be back, with changes still to read.
    private static let recoveryTime = 10.0

    private let state = Mutex(State())
    private let limit: Int
    private let now: @Sendable () -> Date

    /// The limit is in bytes.
    init(limit: Int, now: @escaping @Sendable () -> Date) {
        self.limit = limit
        self.now = now
    }

    /// A good answer, or nil. When the asker wants none from a cache, only one that is not a second old is good enough.
    func good(_ target: String, _ language: Language, anew: Bool = false) -> CachedAnswer? {
        let now = now()
        return state.withLock { state in
            guard let answer = state.find(target, language),
                answer.generations.agrees(with: state.generations, on: answer.sources),
                now < answer.validUntil,
                !anew || now.timeIntervalSince(answer.composedAt) < 1
            else { return nil }
            state.uses += 1
            answer.lastUse.store(state.uses, ordering: .relaxed)
            return answer
        }
    }

    /// The last complete answer, good or not.
    func last(_ key: Key) -> CachedAnswer? {
        state.withLock { $0.answers[key] }
    }

    /// Whether all that a view was made from is as new as can be, but for services that are missing now.
    func isCurrent(_ answer: CachedAnswer, without missing: Sources) -> Bool {
        let now = now()
        return state.withLock { state in
            answer.generations.agrees(with: state.generations, on: answer.sources.subtracting(missing))
                && now < answer.validUntil
        }
    }

    /// The numbers to read before asking.
    var generations: Generations {
        state.withLock { $0.generations }
    }

    /// Something of these services changed, or may have.
    func raise(_ sources: Sources) {
        let settled = now().addingTimeInterval(Self.settlingTime)
        state.withLock { state in
            state.generations.raise(sources)
            if sources.contains(.directory) {
                state.copiesSettleAt = max(state.copiesSettleAt.addingTimeInterval(Self.copyingTime), settled)
            }
        }
    }

    /// A service did not answer. When it is back it has places to copy whose changes are not announced again.
    func noteMissing(_ service: ServiceName) {
        let source = Sources(service)
        guard source.holdsCopiesOfPlaces else { return }
        let recovered = now().addingTimeInterval(Self.recoveryTime)
        state.withLock { $0.recoveredAt[source] = recovered }
    }

    /// The moment until which an answer composed now is good, given that copies may still be old.
    func validity(of composed: Composed, _ sources: Sources) -> Date {
        let now = now()
        let isSettled = state.withLock { state in
            now >= state.copiesSettleAt
                && state.recoveredAt.allSatisfy { sources.isDisjoint(with: $0.key) || now >= $0.value }
        }
        guard sources.holdsCopiesOfPlaces, !isSettled else { return composed.validUntil }
        return min(composed.validUntil, now.addingTimeInterval(1))
    }

    /// Keeps a complete answer. One that a change overtook while it was composed is never good, but may be the last that
    /// there is when a service goes away; it takes the place of no better one.
    func store(_ answer: CachedAnswer, as key: Key) {
        guard answer.isComplete, answer.size <= limit / 4 else { return }
        state.withLock { state in
            let isOvertaken = !answer.generations.agrees(with: state.generations, on: answer.sources)
            if isOvertaken, let kept = state.answers[key],
                kept.generations.agrees(with: state.generations, on: kept.sources)
            {
                return
            }
            state.uses += 1
            answer.lastUse.store(state.uses, ordering: .relaxed)
            if let old = state.answers.updateValue(answer, forKey: key) { state.bytes -= old.size }
            state.bytes += answer.size
            if state.bytes > limit { state.evict(to: limit / 10 * 9) }
        }
    }

    /// Joins the composition of a view that is under way, or leads one. A composition begun before the last change is
    /// not joined: its answer might be the old one.
    func flight(_ key: Key) -> (flight: Flight, leads: Bool) {
        state.withLock { state in
            if let flight = state.flights[key], flight.generations == state.generations { return (flight, false) }
            let flight = Flight(generations: state.generations)
            state.flights[key] = flight
            return (flight, true)
        }
    }

    func land(_ flight: Flight, _ key: Key) {
        state.withLock { state in
            if state.flights[key] === flight { state.flights[key] = nil }
        }
    }
}

extension ViewCache.State {
    fileprivate func find(_ target: String, _ language: Language) -> CachedAnswer? {
        guard let answer = answers[ViewCache.Key(target: target, language: .french)] else {
            return language == .french ? nil : answers[ViewCache.Key(target: target, language: language)]
        }
        guard answer.speaks, language != .french else { return answer }
        return answers[ViewCache.Key(target: target, language: language)]
    }

    /// The longest unused go first. Sorting all is rare: each time frees a tenth.
    fileprivate mutating func evict(to goal: Int) {
        for (key, answer) in answers.sorted(by: {
            $0.value.lastUse.load(ordering: .relaxed) < $1.value.lastUse.load(ordering: .relaxed)
        }) {
            guard bytes > goal else { return }
            answers[key] = nil
            bytes -= answer.size
        }
    }
}
