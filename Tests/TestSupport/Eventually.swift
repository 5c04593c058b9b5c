/// What a test could not do.
package struct TestFailure: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}

/// Asks again until the answer is yes; fails after `duration`.
package func eventually(
    _ what: String, within duration: Duration = .seconds(20), _ holds: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + duration
    repeat {
        if try await holds() { return }
        try await Task.sleep(for: .milliseconds(20))
    } while ContinuousClock.now < end
    throw TestFailure("not within \(duration): \(what)")
}
