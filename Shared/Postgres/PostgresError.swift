import CLibpq

/// What went wrong with a statement or a connection.
///
/// Its description can go to any log: it names the rule that was broken, and no value. The server's own message and
/// detail, which may quote values, stand in `debugDescription` only.
package struct PostgresError: Error {
    /// The server's five characters; nil when the server said nothing.
    package let sqlState: String?
    package let constraint: String?
    package let table: String?
    /// The beginning of the statement's text.
    package let label: String
    /// The connection is gone, or could not be made. What a sent statement did is then unknown.
    package let isConnectionLost: Bool
    /// The same work may succeed when it is tried again from its beginning.
    package let isRetriable: Bool
    /// The fault is not the statement's, and passes: no connection, a lock or a resource that somebody else holds.
    package var isTemporary: Bool {
        if isRetriable { return true }
        guard let sqlState else { return false }
        // A lock or a statement timed out; resources; read-only for the moment; the operator intervenes.
        return ["55P03", "57014", "25006"].contains(sqlState) || sqlState.hasPrefix("53") || sqlState.hasPrefix("57P")
    }

    /// The server can not work for anybody at the moment: it is gone, stops, starts, or lacks memory, disk or sessions.
    package var isOutage: Bool {
        if isConnectionLost { return true }
        guard let sqlState else { return false }
        return sqlState == "25006" || sqlState.hasPrefix("53") || sqlState.hasPrefix("57P")
    }

    let reason: String
    /// The server's message; may hold values.
    let message: String?
    let detail: String?

    /// An error found on this side. `reason` holds no value.
    init(
        reason: String, label: String, sqlState: String? = nil, isConnectionLost: Bool = false,
        isRetriable: Bool = false
    ) {
        self.sqlState = sqlState
        self.constraint = nil
        self.table = nil
        self.label = SQL.label(of: label)
        self.isConnectionLost = isConnectionLost
        self.isRetriable = isRetriable || isConnectionLost
        self.reason = reason
        self.message = nil
        self.detail = nil
    }

    /// The server's answer to a statement.
    init(_ result: StatementResult, label: String) {
        let sqlState = result.field(maillage_error_sqlstate)
        let severity = result.field(maillage_error_severity)
        let isLost = severity == "FATAL" || severity == "PANIC" || sqlState?.hasPrefix("08") == true
        self.sqlState = sqlState
        self.constraint = result.field(maillage_error_constraint)
        self.table = result.field(maillage_error_table)
        self.label = SQL.label(of: label)
        self.isConnectionLost = isLost
        self.isRetriable = isLost || sqlState == "40001" || sqlState == "40P01"
        self.reason = "refused by the server"
        self.message = result.field(maillage_error_message)
        self.detail = result.field(maillage_error_detail)
    }

    static func connectionLost(_ reason: String, label: String) -> PostgresError {
        PostgresError(reason: reason, label: label, isConnectionLost: true)
    }
}

extension PostgresError: CustomStringConvertible, CustomDebugStringConvertible {
    package var description: String {
        var text = reason
        if let sqlState { text += ", SQLSTATE \(sqlState)" }
        if let constraint { text += ", constraint \(constraint)" }
        if let table { text += ", table \(table)" }
        return label.isEmpty ? text : "\(text), in: \(label)"
    }

    package var debugDescription: String {
        [description, message, detail].compactMap { $0 }.joined(separator: "\n")
    }
}
