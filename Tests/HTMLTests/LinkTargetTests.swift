import Domain
import HTMLKit
import Testing

@Suite struct LinkTargetTests {
    @Test(arguments: [
        ("abc-._~09", "abc-._~09"), ("a b&c=d", "a%20b%26c%3Dd"), ("é", "%C3%A9"), ("../x?y#z", "..%2Fx%3Fy%23z"),
        ("javascript:alert(1)", "javascript%3Aalert%281%29"), ("\"\u{301}<>\r\n", "%22%CC%81%3C%3E%0D%0A"),
    ])
    func `a value is one part of the address`(value: String, encoded: String) {
        let target: LinkTarget = "/places/\(value)?q=\(value)"
        #expect(target.text == "/places/\(encoded)?q=\(encoded)")
    }

    @Test func `an address of the outside is the root or a part`() throws {
        let site = try WebAddress("https://maillage.example")
        let root: LinkTarget = "\(site)/events/\("1")"
        let part: LinkTarget = "/go?to=\(site)"
        #expect(root.text == "https://maillage.example/events/1")
        #expect(part.text == "/go?to=https%3A%2F%2Fmaillage.example")
    }

    @Test(arguments: [
        ("a.b+c@x.example", "mailto:a.b+c@x.example"),
        ("a?b&c#d%e/f@x.example", "mailto:a%3Fb%26c%23d%25e%2Ff@x.example"),
    ])
    func `a mail goes to an address and carries nothing else`(address: String, target: String) throws {
        #expect(LinkTarget(mailTo: try EmailAddress(address)).text == target)
    }

    @Test(arguments: [
        ("+33 3 80 00 00 00", "tel:+33380000000"), ("03.80.00-00-00", "tel:0380000000"), ("3939", "tel:3939"),
        ("", nil), ("+", nil), ("a", nil), ("03+80", nil), ("++33", nil), ("0380;x", nil), ("٣٣٣", nil),
        ("03\u{301}", nil),
    ])
    func `a call goes to a number`(number: String, target: String?) {
        #expect(LinkTarget(telephone: number)?.text == target)
    }

    @Test func `a link is escaped in its attribute`() throws {
        let target: LinkTarget = "/places?q=\("a")&near=\("1,2")"
        let address = try WebAddress("https://maillage.example/?a=\"b'&c=d")
        let html: HTML = "<a href=\"\(target)\">1</a><a href=\"\(address)\">2</a>"
        #expect(
            html.text == "<a href=\"/places?q=a&amp;near=1%2C2\">1</a>"
                + "<a href=\"https://maillage.example/?a=&quot;b&#39;&amp;c=d\">2</a>")
    }

    @Test func `text where an address is due stops the test run`() async {
        await #expect(processExitsWith: .failure) {
            let text = "javascript:alert(1)"
            let html: HTML = "<a href=\"\(text)\">x</a>"
            print(html.text)
        }
        await #expect(processExitsWith: .failure) {
            let text = "x onclick=alert(1)"
            let html: HTML = "<p title=\(text)>x</p>"
            print(html.text)
        }
    }
}
