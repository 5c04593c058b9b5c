import Foundation

/// A certificate that signs itself, made anew for one test, with its key, in a folder of its own.
package struct SelfMadeCertificate: Sendable {
    /// PEM files.
    package let certificate: String
    package let key: String

    package struct NotMade: Error, CustomStringConvertible {
        package let description: String
    }

    /// For DNS names, or addresses written `IP:127.0.0.1`.
    package static func make(names: [String]) async throws -> SelfMadeCertificate {
        let folder = FileManager.default.temporaryDirectory.appending(path: "certificate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let made = SelfMadeCertificate(
            certificate: folder.appending(path: "certificate.pem").path,
            key: folder.appending(path: "key.pem").path
        )
        let alternatives = names.map { $0.hasPrefix("IP:") ? $0 : "DNS:\($0)" }.joined(separator: ",")
        let verdict = try await Judge.run(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=test", "-addext", "subjectAltName=\(alternatives)",
                "-out", made.certificate, "-keyout", made.key,
            ]
        )
        guard verdict.status == 0 else { throw NotMade(description: verdict.output) }
        return made
    }
}
