import Synchronization

/// Whether a process can do its work: every condition that its parts named holds, and it is not stopping.
package final class Readiness: Sendable {
    private struct State {
        /// A condition holds while it has no trouble; an empty one says no more than the name.
        var conditions: [(name: String, trouble: @Sendable () async -> String?)] = []
        var stopping = false
    }

    private let state = Mutex(State())

    package init() {}

    /// Adds a condition, named by what is being waited for, as an operator would call it.
    package func requires(_ name: String, _ holds: @escaping @Sendable () async -> Bool) {
        requires(name, trouble: { await holds() ? nil : "" })
    }

    /// Adds a condition that tells why it does not hold; nil when it does. The reason is shown to whoever reaches the
    /// operator's port, so it never holds a password.
    package func requires(_ name: String, trouble: @escaping @Sendable () async -> String?) {
        state.withLock { $0.conditions.append((name, trouble)) }
    }

    package func stop() {
        state.withLock { $0.stopping = true }
    }

    /// What is missing, each with its reason as far as it is known; empty when ready.
    package func missing() async -> [String] {
        let (conditions, stopping) = state.withLock { ($0.conditions, $0.stopping) }
        var missing = stopping ? ["the end: this process is stopping"] : []
        for condition in conditions {
            guard let trouble = await condition.trouble() else { continue }
            missing.append(trouble.isEmpty ? condition.name : "\(condition.name): \(trouble)")
        }
        return missing
    }
}
