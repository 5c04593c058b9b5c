package import FoundationEssentials
import Glibc

/// Places at which a test may let the process die, as if the power went. They exist in debug builds only.
package enum FailPoint {
    #if DEBUG
        private static let chosen = ProcessInfo.processInfo.environment["MAILLAGE_FAIL_POINT"]
        private static let subject = ProcessInfo.processInfo.environment["MAILLAGE_FAIL_POINT_FOR"]
            .flatMap { UUID(uuidString: $0) }
    #endif

    /// Kills the process here when `MAILLAGE_FAIL_POINT` names this point, and `MAILLAGE_FAIL_POINT_FOR`, if it is set,
    /// what the process is at.
    @inline(__always)
    package static func reached(_ name: StaticString, of subject: UUID? = nil) {
        #if DEBUG
            guard let chosen, chosen == name.description, self.subject == nil || self.subject == subject else { return }
            kill(getpid(), SIGKILL)
        #endif
    }
}
