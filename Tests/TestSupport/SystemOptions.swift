package import Domain

/// How a `TestSystem` differs from an ordinary one.
package struct SystemOptions: Sendable {
    /// The services that reach the broker through the system's `brokerProxy`.
    package var throughBrokerProxy: Set<ServiceName> = []
    /// The services that reach their databases through the system's `databaseProxy`.
    package var throughDatabaseProxy: Set<ServiceName> = []
    /// Whether the newsletter reaches the mail sink through the system's `mailProxy`.
    package var mailThroughProxy = false
    /// Uses the virtual host that the broker's definitions file knows, which is the only one left once its data are
    /// wiped. Only on servers of a test's own.
    package var usesRootVirtualHost = false
    /// In seconds; the services' own when there is none.
    package var heartbeat: Int?
    /// More of the environment of every process.
    package var settings: [String: String] = [:]

    package init() {}

    package static func with(_ change: (inout SystemOptions) -> Void) -> SystemOptions {
        var options = SystemOptions()
        change(&options)
        return options
    }

    /// Every service reaches everything through the proxies.
    package static var proxied: SystemOptions {
        with {
            $0.throughBrokerProxy = Set(ServiceName.allCases)
            $0.throughDatabaseProxy = Set(ServiceName.owners)
            $0.mailThroughProxy = true
        }
    }
}
