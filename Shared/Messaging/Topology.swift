package import Domain

/// The names on the broker and the arguments of its queues. Nothing else in the system knows them.
package enum Topology {
    /// Where an event goes that its consumer gave up on.
    static let deadLetterExchange = "dlx"

    /// The topic exchange of a service's events.
    package static func exchange(of service: ServiceName) -> String {
        "ev.\(service.rawValue)"
    }

    /// A type and the shard of its aggregate, so that a consumer can later split its queue in eight.
    package static func routingKey(type: String, aggregateID: String) -> String {
        "\(type).s\(Shard.of(aggregateID))"
    }

    /// Every shard of a type.
    package static func bindingKey(type: String) -> String {
        "\(type).*"
    }

    /// Who alone may send a type, read from its first part.
    package static func owner(ofType type: String) -> ServiceName? {
        type.split(separator: ".", maxSplits: 1).first.flatMap { ServiceName(rawValue: String($0)) }
    }

    package static func requestQueue(of service: ServiceName) -> String {
        "q.\(service.rawValue).requests"
    }

    /// Gone with the last instance that serves it, so that a request to a service that is down comes back at once.
    static func requests(of service: ServiceName) -> QueueDeclaration {
        QueueDeclaration(
            name: requestQueue(of: service),
            isAutoDelete: true,
            arguments: ["x-expires": .number(10_000)]
        )
    }

    /// What one gateway instance hears of changes; loss is allowed.
    static func hints(of user: String, instance: String) -> QueueDeclaration {
        QueueDeclaration(
            name: "q.\(user).hints.\(instance)",
            isDurable: false,
            isExclusive: true,
            isAutoDelete: true
        )
    }

    /// The queue by which a service learns what it needs for one concern.
    ///
    /// At-least-once dead-lettering falls back in silence unless the overflow is reject-publish; without a delivery
    /// limit a returned message goes to the end of the queue; a limit without a dead-letter exchange deletes. There is
    /// no maximum length: it would make one stopped consumer refuse the producer's message for everybody.
    package static func eventQueue(of service: ServiceName, concern: String) -> QueueDeclaration {
        let key = "\(service.rawValue).\(concern)"
        return QueueDeclaration(
            name: "q.\(key).r1",
            arguments: [
                "x-queue-type": .text("quorum"),
                "x-single-active-consumer": .flag(true),
                "x-delivery-limit": .number(100),
                "x-dead-letter-exchange": .text(deadLetterExchange),
                "x-dead-letter-routing-key": .text(key),
                "x-dead-letter-strategy": .text("at-least-once"),
                "x-overflow": .text("reject-publish"),
            ],
            companions: [
                .init(
                    queue: QueueDeclaration(name: "dead.\(key).r1", arguments: ["x-queue-type": .text("quorum")]),
                    exchange: deadLetterExchange,
                    key: key
                )
            ]
        )
    }
}
