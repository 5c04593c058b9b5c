import Testing

@testable import Messaging

@Suite struct BrokerSettingsTests {
    @Test func `a URL is read with its escapes and its defaults`() throws {
        let full = try BrokerSettings(url: "amqp://events:p%40ss%2Fw@[::1]:5673/%2Fstaging", connectionName: "x")
        #expect(full.host == "::1")
        #expect(full.port == 5673)
        #expect(full.user == "events")
        #expect(full.password == "p@ss/w")
        #expect(full.virtualHost == "/staging")
        for short in ["amqp://events:x@broker", "amqp://events:x@broker/", "amqp://events:x@broker/%2F"] {
            let settings = try BrokerSettings(url: short, connectionName: "x")
            #expect(settings.port == 5672)
            #expect(settings.virtualHost == "/")
        }
    }

    @Test func `what follows the question mark is read`() throws {
        let plain = try BrokerSettings(url: "amqp://events:x@broker/v?heartbeat=5", connectionName: "x")
        #expect(plain.heartbeat == .seconds(5))
        #expect(plain.authorities == nil)
        let usual = try BrokerSettings(url: "amqps://events:x@broker/v", connectionName: "x").named("y")
        #expect(usual.port == 5671)
        #expect(usual.heartbeat == .seconds(10))
        #expect(usual.authorities == "/etc/ssl/certs/ca-certificates.crt")
        #expect(usual.connectionName == "y")
        let own = try BrokerSettings(
            url: "amqps://events:x@broker:5679/?cacertfile=/etc/a%20b.pem&heartbeat=60", connectionName: "x")
        #expect(own.port == 5679)
        #expect(own.heartbeat == .seconds(60))
        #expect(own.authorities == "/etc/a b.pem")
        #expect(own.virtualHost == "/")
    }

    @Test(arguments: [
        "http://events:geheim@broker/", "amqp://events@broker/",
        "amqp://:geheim@broker/", "amqp://events:geheim@/", "amqp://events:geheim@broker/a/b", "geheim",
        "amqp://events:geheim%00@broker/", "amqp://events:geheim@broker/?heartbeat=0",
        "amqp://events:geheim@broker/?heartbeat=61", "amqp://events:geheim@broker/?heartbeat=soon",
        "amqp://events:geheim@broker/?cacertfile=/a.pem", "amqps://events:geheim@broker/?cacertfile=a.pem",
        "amqps://events:geheim@broker/?verify=verify_none", "amqps://events:geheim@127.0.0.1/",
        "amqps://events:geheim@[::1]/",
    ])
    func `a URL that cannot be used is refused without its password`(url: String) {
        let error = #expect(throws: InvalidBrokerURL.self) {
            try BrokerSettings(url: url, connectionName: "x")
        }
        #expect(error?.description.contains("geheim") == false)
    }
}
