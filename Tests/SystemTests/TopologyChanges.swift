import Foundation
import TestSupport

/// The broker of one system, changed as an operator could by mistake.
struct OperatedBroker {
    let servers: ServerSet
    let virtualHost: String

    func run(_ command: String, _ arguments: String...) async throws {
        let program = servers.folder.appending(path: "rabbitmqctl").path
        let verdict = try await Judge.run(program, ["--quiet", command, "-p", virtualHost] + arguments)
        guard verdict.status == 0 else { throw TestFailure("\(command) \(arguments): \(verdict.output)") }
    }

    /// What a difference says that should be run.
    func follow(_ difference: String) async throws -> Bool {
        guard let command = difference.firstMatch(of: /: rabbitmqctl (.*)$/)?.1 else { return false }
        let program = servers.folder.appending(path: "rabbitmqctl").path
        let verdict = try await Judge.run("/bin/sh", ["-c", "\(program) --quiet \(command)"])
        guard verdict.status == 0 else { throw TestFailure("\(command): \(verdict.output)") }
        return true
    }

    /// An expression of the broker's own language; `V` stands for the virtual host.
    func evaluate(_ expression: String) async throws {
        try await servers.rabbitmqctl("eval", expression.replacing("<<V>>", with: "<<\"\(virtualHost)\">>"))
    }

    func unbind(_ queue: String, from exchange: String, key: String) async throws {
        try await evaluate(
            """
            rabbit_binding:remove({binding, {resource, <<V>>, exchange, <<"\(exchange)">>}, <<"\(key)">>, \
            {resource, <<V>>, queue, <<"\(queue)">>}, []}, <<"test">>).
            """)
    }

    /// What there is now, in the broker's own words.
    func definitions() async throws -> [String: [[String: Any]]] {
        let text = try await servers.rabbitmqctl("export_definitions", "-")
        let all = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
        return ["exchanges", "queues", "bindings", "permissions"].reduce(into: [:]) { found, kind in
            found[kind] = (all[kind] as? [[String: Any]] ?? []).filter { $0["vhost"] as? String == virtualHost }
        }
    }

    func define(_ definitions: [String: [[String: Any]]]) async throws {
        let file = servers.folder.appending(path: "rabbitmq/\(virtualHost).json")
        try JSONSerialization.data(withJSONObject: definitions).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
        try await servers.rabbitmqctl("import_definitions", file.path)
    }

    /// Declares a queue that no service has, and binds it.
    func declare(_ queue: String, hearing exchange: String) async throws {
        let named: [String: Any] = ["name": queue, "durable": true, "auto_delete": false]
        let bound: [String: Any] = [
            "source": exchange, "destination": queue, "destination_type": "queue", "routing_key": "#",
        ]
        try await define([
            "queues": [named.merging(["vhost": virtualHost, "arguments": [String: Any]()]) { $1 }],
            "bindings": [bound.merging(["vhost": virtualHost, "arguments": [String: Any]()]) { $1 }],
        ])
    }

    /// Makes a queue again with its bindings, and with one argument changed, or left out.
    func replace(_ queue: String, _ argument: String, _ value: Any?) async throws {
        let definitions = try await definitions()
        guard var made = definitions["queues"]?.first(where: { $0["name"] as? String == queue }) else {
            throw TestFailure("there is no queue \(queue)")
        }
        var arguments = made["arguments"] as? [String: Any] ?? [:]
        arguments[argument] = value
        made["arguments"] = arguments
        try await run("delete_queue", queue)
        try await define([
            "queues": [made],
            "bindings": definitions["bindings"]?.filter { $0["destination"] as? String == queue } ?? [],
        ])
    }
}

/// One change, and words of each difference that comes of it.
struct TopologyChange: Sendable {
    let differences: [[String]]
    let make: @Sendable (OperatedBroker) async throws -> Void

    init(tells differences: [String]..., make: @escaping @Sendable (OperatedBroker) async throws -> Void) {
        self.differences = differences
        self.make = make
    }

    /// Whatever an operator may have done, all at once.
    static let all = policies + queues + rights

    private static let policies = [
        // It ends dead-lettering at least once.
        TopologyChange(
            tells: [
                "policy limit", "max-length, overflow", "q.events.places.r1", "q.jobs-board.places.r1", "clear_policy",
            ],
            make: {
                try await $0.run(
                    "set_policy", "limit", "places", #"{"max-length": 5, "overflow": "drop-head"}"#, "--apply-to",
                    "queues")
            }),
        TopologyChange(
            tells: ["policy ceiling", "max-length-bytes", "dead.newsletter.items.r1", "clear_operator_policy"],
            make: {
                try await $0.run(
                    "set_operator_policy", "ceiling", "^dead", #"{"max-length-bytes": 1000}"#, "--apply-to", "queues")
            }),
        TopologyChange(
            tells: ["policy lost", "alternate-exchange", "ev.events"],
            make: { try await $0.run("set_policy", "lost", "^ev", #"{"alternate-exchange": "amq.fanout"}"#) }),
        // It decides nothing of the code's.
        TopologyChange(make: {
            try await $0.run(
                "set_policy", "placed", ".*", #"{"queue-master-locator": "min-masters"}"#, "--apply-to", "queues")
        }),
    ]

    private static let queues = [
        TopologyChange(
            tells: ["q.events.places.r1 is not bound to ev.directory by directory.place.closed.v1.*", "backfill"],
            make: {
                try await $0.unbind("q.events.places.r1", from: "ev.directory", key: "directory.place.closed.v1.*")
            }),
        TopologyChange(
            tells: ["queue q.jobs-board.places.r1: x-delivery-limit is 5, should be 100.", "stop jobs-board"],
            make: { try await $0.replace("q.jobs-board.places.r1", "x-delivery-limit", 5) }),
        TopologyChange(
            tells: ["queue q.newsletter.items.r1: x-overflow is missing, should be"],
            make: { try await $0.replace("q.newsletter.items.r1", "x-overflow", nil) }),
        TopologyChange(
            tells: ["queue dead.events.places.r1 is missing: restart events"],
            make: { try await $0.run("delete_queue", "dead.events.places.r1") }),
        TopologyChange(
            tells: ["queue q.jobs-board.old.r1 is no service's"],
            make: { try await $0.declare("q.jobs-board.old.r1", hearing: "ev.directory") }),
        TopologyChange(
            tells: ["queue tap is bound to ev.events by #, which no service asks for"],
            make: { try await $0.declare("tap", hearing: "ev.events") }),
        TopologyChange(
            tells: ["exchange ev.notifications is missing: load the definitions"],
            make: {
                try await $0.evaluate(
                    "rabbit_exchange:delete({resource, <<V>>, exchange, <<\"ev.notifications\">>}, false, <<\"test\">>)."
                )
            }),
    ]

    private static let rights = [
        TopologyChange(
            tells: ["user events: write is \".*\", should be", "set_permissions -p", "dlx$"],
            make: {
                try await $0.run(
                    "set_permissions", "events", #"^(q|dead)\.events\."#, ".*",
                    #"^((q|dead)\.events\.|ev\.|submissions$|dlx$)"#)
            }),
        TopologyChange(
            tells: ["user gateway: configure is missing"],
            make: { try await $0.run("clear_permissions", "gateway") }),
        TopologyChange(
            tells: ["user directory has topic permissions", "clear_topic_permissions"],
            make: { try await $0.run("set_topic_permissions", "directory", "ev.directory", "^directory", ".*") }),
    ]
}
