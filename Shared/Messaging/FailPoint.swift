import FoundationEssentials
import Glibc

/// Places at which a test may let the process die, as if the power went. They exist in debug builds only.
package enum FailPoint {
    #if DEBUG
        private static let chosen = ProcessInfo.processInfo.environment["MAILLAGE_FAIL_POINT"]
    #endif

    /// Kills the process here when `MAILLAGE_FAIL_POINT` names this point.
    @inline(__always)
    package static func reached(_ name: StaticString) {
        #if DEBUG
            if let chosen, chosen == name.description { kill(getpid(), SIGKILL) }
        #endif
    }
}
