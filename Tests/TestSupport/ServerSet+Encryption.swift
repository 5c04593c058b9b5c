import Foundation

/// For a set of a test's own: servers that speak TLS, with a certificate of the test.
extension ServerSet {
    /// Restarts the broker with one more listener, for encrypted connections; returns its port.
    package func encryptBroker(with certificate: SelfMadeCertificate) async throws -> Int {
        let port = try FreePort.next()
        let files = folder.appending(path: "rabbitmq")
        try await presentAtBroker(certificate)
        let configuration = files.appending(path: "rabbitmq.conf")
        let lines = [
            "listeners.ssl.1 = 127.0.0.1:\(port)",
            "ssl_options.cacertfile = \(files.path)/certificate.pem",
            "ssl_options.certfile = \(files.path)/certificate.pem",
            "ssl_options.keyfile = \(files.path)/key.pem",
            "ssl_options.verify = verify_none",
            "ssl_options.fail_if_no_peer_cert = false",
        ]
        let text = try String(contentsOf: configuration, encoding: .utf8)
        try (text + lines.joined(separator: "\n") + "\n").write(to: configuration, atomically: false, encoding: .utf8)
        try await restart(.rabbitmq)
        return port
    }

    /// From now on the broker has another certificate for those that connect.
    package func presentAtBroker(_ certificate: SelfMadeCertificate) async throws {
        try await install(certificate, for: "rabbitmq", in: folder.appending(path: "rabbitmq"))
        // It keeps what it has read for two minutes; while it does not run yet there is nothing to forget.
        _ = try? await rabbitmqctl("eval", "ssl:clear_pem_cache().")
    }

    /// From now on the database offers encryption, with this certificate, to those that connect.
    package func encryptPostgres(with certificate: SelfMadeCertificate) async throws {
        let files = folder.appending(path: "postgres")
        try await install(certificate, for: "postgres", in: files)
        for (setting, value) in [
            ("ssl_cert_file", "certificate.pem"), ("ssl_key_file", "key.pem"), ("ssl", "on"),
        ] {
            _ = try await Judge.psql(postgres, "ALTER SYSTEM SET \(setting) = '\(value)'")
        }
        _ = try await Judge.psql(postgres, "SELECT pg_reload_conf()")
    }

    private func install(_ certificate: SelfMadeCertificate, for user: String, in folder: URL) async throws {
        for (file, name) in [(certificate.certificate, "certificate.pem"), (certificate.key, "key.pem")] {
            let verdict = try await Judge.run(
                "/usr/bin/install",
                ["-o", user, "-g", user, "-m", "600", file, folder.appending(path: name).path])
            guard verdict.status == 0 else { throw TestFailure("install: \(verdict.output)") }
        }
    }
}
