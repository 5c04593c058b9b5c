package import Foundation
package import Testing

/// The clone that the tests were built from.
package enum Repository {
    package static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}

/// Real public data that is not part of the repository: further tests read it where it is present.
package enum RealData {
    package struct Missing: Error, CustomStringConvertible {
        package let description = "MAILLAGE_DATA is not set: it names the folder of the real data"
    }

    /// The folder that `MAILLAGE_DATA` names.
    package static var folder: URL {
        get throws {
            guard let path = ProcessInfo.processInfo.environment["MAILLAGE_DATA"] else { throw Missing() }
            return URL(filePath: path)
        }
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips a test where there is no real data; `deploy/check` counts those tests in one loud line.
    package static var realData: Self {
        .enabled(if: (try? RealData.folder) != nil, "MAILLAGE_DATA names no folder of real data")
    }
}
