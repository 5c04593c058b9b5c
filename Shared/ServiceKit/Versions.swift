package import Domain

/// Guards a change against one made meanwhile by somebody else.
package enum Versions {
    /// - Throws: `version-mismatch` when a version was expected and is not the current one.
    package static func checkMatch(_ expected: Int?, current: Int) throws(Problem) {
        guard expected == nil || expected == current else { throw .versionMismatch(current: current) }
    }
}
