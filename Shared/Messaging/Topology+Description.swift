package import Domain
package import FoundationEssentials

/// What a service itself declares at the broker, told in the words of RabbitMQ's definitions, so that it can be laid
/// beside what the broker has.
extension Topology {
    /// The durable queues of a service and all their bindings, as JSON: its requests, and for each concern the queue of
    /// its events and the one of its dead.
    package static func description(
        of service: ServiceName,
        hearing concerns: [String: [(owner: ServiceName, type: String)]]
    ) throws -> Data {
        var description = Description(queues: [Description.Queue(requests(of: service))], bindings: [])
        for (concern, events) in concerns.sorted(by: { $0.key < $1.key }) {
            let queue = eventQueue(of: service, concern: concern)
            for event in events {
                description.bind(queue.name, to: exchange(of: event.owner), key: bindingKey(type: event.type))
            }
            description.queues.append(Description.Queue(queue))
            for companion in queue.companions {
                description.queues.append(Description.Queue(companion.queue))
                description.bind(companion.queue.name, to: companion.exchange, key: companion.key)
            }
        }
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(description)
    }
}

/// The parts of RabbitMQ's own format that a service decides.
private struct Description: Encodable {
    struct Queue: Encodable {
        let name: String
        let durable: Bool
        let autoDelete: Bool
        let arguments: Arguments

        init(_ queue: QueueDeclaration) {
            self.name = queue.name
            self.durable = queue.isDurable
            self.autoDelete = queue.isAutoDelete
            self.arguments = Arguments(values: queue.arguments)
        }
    }

    struct Binding: Encodable {
        let source: String
        let destination: String
        let destinationType = "queue"
        let routingKey: String
    }

    /// The names of arguments are written as they are, not in snake_case.
    struct Arguments: Encodable {
        let values: [String: QueueDeclaration.Argument]

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Name.self)
            for (name, value) in values {
                switch value {
                case .text(let text): try container.encode(text, forKey: Name(stringValue: name))
                case .number(let number): try container.encode(number, forKey: Name(stringValue: name))
                case .flag(let flag): try container.encode(flag, forKey: Name(stringValue: name))
                }
            }
        }
    }

    struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) {
            self.stringValue = stringValue
        }

        init?(intValue: Int) {
            nil
        }
    }

    var queues: [Queue]
    var bindings: [Binding]

    mutating func bind(_ queue: String, to exchange: String, key: String) {
        bindings.append(Binding(source: exchange, destination: queue, routingKey: key))
    }
}
