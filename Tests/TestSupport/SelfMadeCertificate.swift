import Foundation

/// A certificate that signs itself, made anew for one test, with its key, in a folder of its own.
package struct SelfMadeCertificate: Sendable {
    /// PEM files.
    package let certificate: String
    package let key: String

    package struct NotMade: Error, CustomStringConvertible {
        package let description: String
    }

    /// For DNS names, or addresses written `IP:127.0.0.1`. An expired one was good until yesterday.
    package static func make(names: [String], expired: Bool = false) async throws -> SelfMadeCertificate {
        let folder = FileManager.default.temporaryDirectory.appending(path: "certificate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let made = SelfMadeCertificate(
            certificate: folder.appending(path: "certificate.pem").path,
            key: folder.appending(path: "key.pem").path
        )
        let alternatives = names.map { $0.hasPrefix("IP:") ? $0 : "DNS:\($0)" }.joined(separator: ",")
        try await openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=test", "-addext", "subjectAltName=\(alternatives)",
            "-out", made.certificate, "-keyout", made.key)
        if expired {
            try await openssl(
                "x509", "-in", made.certificate, "-signkey", made.key, "-days", "-1", "-out", made.certificate)
        }
        return made
    }

    private static func openssl(_ arguments: String...) async throws {
        let verdict = try await Judge.run("/usr/bin/openssl", arguments)
        guard verdict.status == 0 else { throw NotMade(description: verdict.output) }
    }
}
