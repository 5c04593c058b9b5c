import Crypto
import Foundation
import TestSupport
import Testing

/// Standard Webhooks as a partner's program checks it, written from the standard alone.
enum Signature {
    static func isValid(on request: PartnerServer.Received, secret: String) throws -> Bool {
        let id = try #require(request.header("webhook-id"))
        let timestamp = try #require(request.header("webhook-timestamp"))
        let signatures = try #require(request.header("webhook-signature")).split(separator: " ")
        let key = try #require(Data(base64Encoded: String(secret.dropFirst("whsec_".count))))
        let signed = Data("\(id).\(timestamp).".utf8) + Data(request.body)
        return try signatures.filter { $0.hasPrefix("v1,") }.contains { signature in
            let code = try #require(Data(base64Encoded: String(signature.dropFirst(3))))
            return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: signed, using: SymmetricKey(data: key))
        }
    }
}
