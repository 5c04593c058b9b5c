import Foundation

/// Whether the fault tests that take long are asked for: by `MAILLAGE_FAULTS=all`, which `deploy/check --faults` sets.
package enum LongFaults {
    package static let areAsked = ProcessInfo.processInfo.environment["MAILLAGE_FAULTS"] == "all"
}
