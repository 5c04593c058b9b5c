import Crypto
import Foundation
import TestSupport
import Testing

@testable import Notifications

struct StandardWebhooksTests {
    private let signingKey = "whsk_" + Data(repeating: 7, count: 32).base64EncodedString()

    private func value(_ name: String, _ headers: [(name: String, value: String)]) -> String {
        headers.first { $0.name == name }?.value ?? ""
    }

    @Test func `the standard's own vector is signed as it says`() throws {
        let keys = try WebhookKeys(secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", signingKey: signingKey)
        let headers = try keys.headers(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", at: Date(timeIntervalSince1970: 1_614_265_330),
            body: Array(#"{"test": 2432232314}"#.utf8))
        #expect(value("webhook-id", headers) == "msg_p5jXN8AQM9LWM0D4loKWxJek")
        #expect(value("webhook-timestamp", headers) == "1614265330")
        #expect(
            value("webhook-signature", headers).split(separator: " ").first
                == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test func `keys come back from their texts`() throws {
        let keys = WebhookKeys()
        let again = try WebhookKeys(secret: keys.secretText, signingKey: keys.signingKeyText)
        #expect(again.secretText == keys.secretText && again.publicKeyText == keys.publicKeyText)
        #expect(WebhookKeys().secretText != keys.secretText)
        #expect(Data(base64Encoded: String(keys.secretText.dropFirst(6)))?.count == 32)
    }

    @Test(arguments: [23, 65]) func `a secret that is too short or too long is refused`(length: Int) {
        let secret = "whsec_" + Data(repeating: 1, count: length).base64EncodedString()
        #expect(throws: WebhookKeys.Invalid.secret) { try WebhookKeys(secret: secret, signingKey: signingKey) }
    }

    @Test(arguments: ["", "whsk_", "whsk_AAAA", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])
    func `a signing key that is none is refused`(text: String) {
        #expect(throws: WebhookKeys.Invalid.signingKey) {
            try WebhookKeys(secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", signingKey: text)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `both signatures are verified by programs of others`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "webhook-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let keys = WebhookKeys()
        let body = Array(#"{"type":"events.event.published","data":{"title":"Café 👋"}}"#.utf8)
        let headers = try keys.headers(id: "0190-event", at: Date(), body: body)
        try Data(body).write(to: folder.appending(path: "body"))
        let rest = Dictionary(uniqueKeysWithValues: headers.map { ($0.name, $0.value) })
            .merging(["secret": keys.secretText, "public_key": keys.publicKeyText]) { $1 }
        try JSONEncoder().encode(rest).write(to: folder.appending(path: "headers.json"))
        let verdict = try await Judge.run(
            try TestServers.python, [Judge.script("judge_webhook.py"), folder.path])
        #expect(verdict.output == "v1 verified\nv1a verified\nchanged body refused\n")
    }
}
