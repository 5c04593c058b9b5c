import CLibpq

/// Where a database is, who asks it, and how long anything may take.
package struct PostgresSettings: Sendable {
    let applicationName: String
    /// How many connections a pool may open.
    package let connections: Int
    let statementTimeout: Duration
    let lockTimeout: Duration
    let idleInTransactionTimeout: Duration
    let idleSessionTimeout: Duration
    /// Holds the password, so nothing prints it.
    private let url: String
    /// What the URL itself says in `options`, such as a search path.
    private let urlOptions: String

    /// Settings for the database at `url`, as libpq reads it: `postgresql://user:password@host:port/name?options=…`.
    /// A timeout of zero is none.
    ///
    /// - Throws: `PostgresError`, which never quotes the URL.
    package init(
        url: String,
        applicationName: String,
        connections: Int = 8,
        statementTimeout: Duration = .seconds(5),
        lockTimeout: Duration = .seconds(2),
        idleInTransactionTimeout: Duration = .seconds(10),
        idleSessionTimeout: Duration = .zero
    ) throws {
        // An empty text would be libpq's own defaults: whatever server there is, as whoever runs the process.
        guard !url.isEmpty, let options = Self.options(in: url) else {
            throw PostgresError(reason: "the database's URL is not one that libpq can read", label: "")
        }
        guard connections > 0 else {
            throw PostgresError(reason: "a pool needs at least one connection", label: "")
        }
        self.url = url
        self.urlOptions = options
        self.applicationName = applicationName
        self.connections = connections
        self.statementTimeout = statementTimeout
        self.lockTimeout = lockTimeout
        self.idleInTransactionTimeout = idleInTransactionTimeout
        self.idleSessionTimeout = idleSessionTimeout
    }

    /// libpq's keywords and values; later ones win over what the URL says.
    var parameters: [(keyword: String, value: String)] {
        [
            ("dbname", url),
            ("application_name", applicationName),
            ("client_encoding", "UTF8"),
            ("options", serverOptions),
            ("keepalives", "1"),
            ("keepalives_idle", "10"),
            ("keepalives_interval", "5"),
            ("keepalives_count", "3"),
            ("tcp_user_timeout", "15000"),
            ("target_session_attrs", "read-write"),
        ]
    }

    /// The URL may change the limits, but not the forms that are read and written here. The check interval lets the
    /// server end the statement of a client that went away, with its locks.
    private var serverOptions: String {
        """
        -c jit=off -c statement_timeout=\(statementTimeout.inMilliseconds) -c lock_timeout=\(lockTimeout.inMilliseconds) \
        -c idle_in_transaction_session_timeout=\(idleInTransactionTimeout.inMilliseconds) \
        -c idle_session_timeout=\(idleSessionTimeout.inMilliseconds) \
        -c client_connection_check_interval=1000 \(urlOptions) \
        -c TimeZone=UTC -c DateStyle=ISO -c bytea_output=hex -c extra_float_digits=1
        """
    }

    private static func options(in url: String) -> String? {
        var message: UnsafeMutablePointer<CChar>?
        defer { PQfreemem(message) }
        guard let first = PQconninfoParse(url, &message) else { return nil }
        defer { PQconninfoFree(first) }
        var option = first
        while let keyword = option.pointee.keyword {
            if String(cString: keyword) == "options" {
                return option.pointee.val.map { String(cString: $0) } ?? ""
            }
            option += 1
        }
        return ""
    }
}

extension PostgresSettings: CustomStringConvertible, CustomReflectable {
    package var description: String { "the database as \(applicationName)" }

    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension Duration {
    var inMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
