import Crypto
import FoundationEssentials

/// The keys with which one endpoint's messages are signed, as Standard Webhooks 1.0.0 writes them.
struct WebhookKeys: Sendable {
    /// Never holds the key that was wrong.
    enum Invalid: Error, Hashable, Sendable { case secret, signingKey }

    /// Shared with the receiver: 24 to 64 random bytes.
    private let secret: SymmetricKey
    /// Ours alone; the receiver needs the public half only.
    private let signingKey: Curve25519.Signing.PrivateKey

    /// New keys from the system's random source.
    init() {
        secret = SymmetricKey(size: .bits256)
        signingKey = Curve25519.Signing.PrivateKey()
    }

    /// Reads the texts that `secretText` and `signingKeyText` gave.
    init(secret: String, signingKey: String) throws(Invalid) {
        guard let bytes = Self.decode(secret, prefix: "whsec_"), (24...64).contains(bytes.count) else {
            throw .secret
        }
        guard let seed = Self.decode(signingKey, prefix: "whsk_"),
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed)
        else { throw .signingKey }
        self.secret = SymmetricKey(data: bytes)
        self.signingKey = key
    }

    /// `whsec_…`: the receiver verifies `v1` with it.
    var secretText: String { "whsec_" + secret.withUnsafeBytes { Data($0) }.base64EncodedString() }
    /// `whsk_…`: to be kept, never shown.
    var signingKeyText: String { "whsk_" + signingKey.rawRepresentation.base64EncodedString() }
    /// `whpk_…`: the receiver verifies `v1a` with it.
    var publicKeyText: String { "whpk_" + signingKey.publicKey.rawRepresentation.base64EncodedString() }

    /// The headers of one attempt: the same `id` at each, the time of this one, and both signatures.
    func headers(id: String, at time: Date, body: [UInt8]) throws -> [(name: String, value: String)] {
        let timestamp = String(Int(time.timeIntervalSince1970))
        let signed = Data("\(id).\(timestamp).".utf8) + body
        let code = Data(HMAC<SHA256>.authenticationCode(for: signed, using: secret))
        let signature = try signingKey.signature(for: signed)
        return [
            ("webhook-id", id),
            ("webhook-timestamp", timestamp),
            ("webhook-signature", "v1,\(code.base64EncodedString()) v1a,\(signature.base64EncodedString())"),
        ]
    }

    private static func decode(_ text: String, prefix: String) -> Data? {
        text.hasPrefix(prefix) ? Data(base64Encoded: String(text.dropFirst(prefix.count))) : nil
    }
}
