import Domain
import HTTPTypes
import Testing

@testable import Gateway

@Suite struct SessionCookieTests {
    @Test func `over plain http the cookie has no prefix, since browsers would refuse it`() throws {
        let plain = SessionCookie(publicURL: try WebAddress("http://127.0.0.1:8080"))
        #expect(plain.setting("x").hasPrefix("maillage=x;") && !plain.setting("x").contains("Secure"))
    }

    @Test(arguments: [
        ("__Host-maillage=\(String(repeating: "a", count: 43))", true),
        ("b=1;  __Host-maillage=\(String(repeating: "a", count: 43)); c", true),
        ("maillage=\(String(repeating: "a", count: 43))", false), ("__Host-maillage=a", false),
        ("x__Host-maillage=\(String(repeating: "a", count: 43))", false), ("__Host-maillage", false), ("", false),
    ])
    func `only a cookie of ours is taken for one`(header: String, isOurs: Bool) throws {
        let cookie = SessionCookie(publicURL: try WebAddress("https://portail.example"))
        #expect((cookie.secret(in: [.cookie: header]) != nil) == isOurs)
    }

    @Test(arguments: [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0.0.0 Safari/537.36 Edg/140.0", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome · Android"),
        ("curl/8", "?"),
    ])
    func `a browser is named by words that its owner knows`(agent: String, words: String) throws {
        #expect(try Device.words(agent).text == words)
    }
}
