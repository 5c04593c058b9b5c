package import Domain
package import Foundation

/// What the tests need beside the code: servers that `deploy/check` starts, found by the environment, and real data.
package enum TestServers {
    package struct Missing: Error, CustomStringConvertible {
        let variable: String

        package var description: String {
            "\(variable) is not set: run the tests with deploy/check, which starts the servers that they need"
        }
    }

    /// A superuser's URL of the throw-away PostgreSQL.
    package static var postgres: String { get throws { try value("MAILLAGE_TEST_POSTGRES_URL") } }
    /// An administrator's URL of the throw-away RabbitMQ.
    package static var amqp: String { get throws { try value("MAILLAGE_TEST_AMQP_URL") } }
    /// The SMTP sink, which writes each mail to a file of `mailDirectory`.
    package static var smtp: String { get throws { try value("MAILLAGE_TEST_SMTP_URL") } }
    package static var mailDirectory: String { get throws { try value("MAILLAGE_TEST_MAIL_DIR") } }
    /// The folder of the six built executables.
    package static var binaries: String { get throws { try value("MAILLAGE_TEST_BIN") } }
    /// A Python that has the judges' packages.
    package static var python: String { get throws { try value("MAILLAGE_TEST_PYTHON") } }

    /// The built executable of a service.
    package static func executable(_ service: ServiceName) throws -> URL {
        URL(filePath: try binaries).appending(path: service.rawValue)
    }

    private static func value(_ variable: String) throws -> String {
        guard let value = ProcessInfo.processInfo.environment[variable], !value.isEmpty else {
            throw Missing(variable: variable)
        }
        return value
    }
}
