import Synchronization

/// Whether a process can do its work: every condition that its parts named holds, and it is not stopping.
package final class Readiness: Sendable {
    private struct State {
        var conditions: [(name: String, holds: @Sendable () async -> Bool)] = []
        var stopping = false
    }

    private let state = Mutex(State())

    package init() {}

    /// Adds a condition, named by what is being waited for, as an operator would call it.
    package func requires(_ name: String, _ holds: @escaping @Sendable () async -> Bool) {
        state.withLock { $0.conditions.append((name, holds)) }
    }

    package func stop() {
        state.withLock { $0.stopping = true }
    }

    /// The names of what is missing; empty when ready.
    package func missing() async -> [String] {
        let (conditions, stopping) = state.withLock { ($0.conditions, $0.stopping) }
        var missing = stopping ? ["the end: this process is stopping"] : []
        for condition in conditions where await !condition.holds() { missing.append(condition.name) }
        return missing
    }
}
