/// One step in the making of a schema. Once applied anywhere it never changes.
package struct Migration: Sendable {
    /// From 1 on, rising.
    let version: Int
    let name: String
    /// The text of the file: any number of statements, run in one transaction.
    let sql: [UInt8]

    package init(version: Int, name: String, sql: [UInt8]) {
        self.version = version
        self.name = name
        self.sql = sql
    }

    /// As its file is called: `V001_offers`.
    var fileName: String {
        let digits = String(version)
        return "V\(String(repeating: "0", count: max(0, 3 - digits.utf8.count)))\(digits)_\(name)"
    }
}

/// The migrations of one part of a service, counted apart from those of other parts.
package struct MigrationSet: Sendable {
    let component: String
    let migrations: [Migration]

    /// The name of the component stands in the table of applied migrations and is never changed.
    package init(component: String, migrations: [Migration]) {
        self.component = component
        self.migrations = migrations
    }
}

/// How a database stands to the migrations that this program knows.
package enum SchemaState: Sendable, Equatable {
    case current
    /// These are missing.
    case behind([String])
    /// A later version of the program has been here.
    case newer
}

/// Why migrations were not applied, in words for the operator.
package struct MigrationError: Error, Equatable, CustomStringConvertible {
    package enum Reason: Sendable, Equatable {
        case changed, outOfOrder, unknown
        case badlyNumbered
        case noSchema
        case failed(String)
    }

    package let reason: Reason
    /// `component/V001_name`.
    package let migration: String

    package var description: String {
        switch reason {
        case .changed: "\(migration) was applied from another text than this program's; nothing was changed"
        case .outOfOrder: "\(migration) is missing but a later one was applied; nothing was changed"
        case .unknown: "\(migration) was applied by another version of this program; nothing was changed"
        case .badlyNumbered: "\(migration) does not have a higher version than the one before it; nothing was changed"
        case .noSchema: "no schema of the search path exists"
        case .failed(let why): "\(migration) failed and was rolled back: \(why)"
        }
    }
}
