import Testing

@testable import Mail

struct DotStuffingTests {
    @Test(arguments: [
        ("", ""), ("a", "a\r\n"), ("a\r\n", "a\r\n"), (".", "..\r\n"), ("a\r\n.b\r\n..\r\n", "a\r\n..b\r\n...\r\n"),
        ("a.b\r\n", "a.b\r\n"), ("a\n.\nb", "a\r\n..\r\nb\r\n"), ("a\r.\rb", "a\r\n..\r\nb\r\n"),
        ("\r\n\r\n", "\r\n\r\n"),
        ("a\r\r\nb", "a\r\n\r\nb\r\n"), ("\n\r", "\r\n\r\n"),
    ])
    func `no content can end the mail before its end`(message: String, sent: String) {
        let stuffed = DotStuffing.stuffed(Array(message.utf8))
        #expect(String(decoding: stuffed, as: UTF8.self) == sent)
    }
}
