import Testing

@testable import Mail

struct SMTPReplyReaderTests {
    private func read(_ text: String) throws -> [SMTPReply] {
        var reader = SMTPReplyReader()
        return try text.utf8.compactMap { try reader.take($0) }
    }

    @Test func `a reply of several lines is one reply`() throws {
        let replies = try read("250-one\r\n250-two\r\n250 three\r\n354\r\n")
        #expect(replies.map(\.code) == [250, 354])
        #expect(replies[0].lines == ["one", "two", "three"])
        #expect(replies[1].lines == [""])
    }

    @Test func `a reply is not complete before its last line`() throws {
        var reader = SMTPReplyReader()
        for byte in "250-one\r\n250 two\r".utf8 {
            #expect(try reader.take(byte) == nil)
        }
        #expect(!reader.isEmpty)
        #expect(try reader.take(UInt8(ascii: "\n"))?.lines == ["one", "two"])
        #expect(reader.isEmpty)
    }

    @Test(
        arguments: [
            ("550 5.1.1 unknown user\r\n", "5.1.1"), ("250 2.0.0\r\n", "2.0.0"),
            ("452-4.2.2 full\r\n452 x\r\n", "4.2.2"),
            ("550 4.1.1 class and code disagree\r\n", nil), ("550 5.1 short\r\n", nil), ("550 5.x.1 word\r\n", nil),
            ("250 127.0.0.1 at your service\r\n", nil), ("550 5.1234.1 long\r\n", nil),
        ] as [(String, String?)])
    func `the enhanced status is read where it is one`(text: String, status: String?) throws {
        #expect(try read(text).first?.enhancedStatus?.description == status)
    }

    @Test(arguments: [
        "hello\r\n", "25 short\r\n", "2500 long\r\n", "150 class\r\n", "650 class\r\n", "250-one\r\n251 two\r\n",
        "\r\n",
        "250_x\r\n", String(repeating: "250-x\r\n", count: 101), "250 " + String(repeating: "x", count: 2_000),
    ])
    func `what no server may say is an error`(text: String) {
        #expect(throws: SMTPReplyReader.Malformed.line) { try read(text) }
    }

    @Test func `a server's words carry no control character`() throws {
        #expect(try read("550 a\u{0}b\u{1B}[0mc\r\n").first?.text == "a b [0mc")
    }
}
