import Domain
import FoundationEssentials
import Logging
import Messaging
import Metrics
import ServiceLifecycle

/// Hears what happens in all services: what changed is asked for anew, and keys and sessions are learned.
struct Hearing: Service {
    let listener: HintListener
    let cache: ViewCache
    let ring: KeyRing
    let sessions: SessionRing
    let ask: Ask
    let logger: Logger

    func run() async throws {
        let (connections, connected) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in connections.cancelOnGracefulShutdown() {
                    async let keys: Void = read(into: ring)
                    async let sessions: Void = read(into: sessions)
                    _ = await (keys, sessions)
                    self.sessions.remove { $0.expiresAt < Date() }
                }
            }
            // Not until the listener ends: parts are stopped one after the other, and the listener after this one.
            for await hint in listener.hints.cancelOnGracefulShutdown() { take(hint, connected) }
            connected.finish()
            group.cancelAll()
        }
    }

    private func take(_ hint: Hint, _ connected: AsyncStream<Void>.Continuation) {
        switch hint {
        case .connected:
            // What happened before this moment was not heard.
            cache.raise(.all)
            connected.yield()
        case .lost:
            cache.raise(.all)
        case .message(let delivery):
            guard let sender = ServiceName(rawValue: delivery.userID) else { return }
            Counter(label: "hints_total", dimensions: [("service", sender.rawValue)]).increment()
            // Who signs in changes nothing that is shown to others.
            if learn(AccessKeyEvents.all, into: ring, delivery) || learn(SessionEvents.all, into: sessions, delivery)
                || SignInEvents.all.contains(where: { $0.name == delivery.type })
            {
                return
            }
            cache.raise(Sources(sender))
        }
    }

    /// Whether it was one of these events.
    private func learn<Secret>(_ types: [EventType<Secret>], into ring: Ring<Secret>, _ delivery: Delivery) -> Bool {
        guard types.contains(where: { $0.name == delivery.type }) else { return false }
        do {
            ring.learn(try JSON.decode(CloudEvent<Secret>.self, from: Data(delivery.body)).data)
        } catch {
            logger.error("event of a key not understood", metadata: ["error": "\(error)"])
        }
        return true
    }

    /// All of them, page by page, until the directory has told them all. The old ones hold meanwhile.
    private func read<Secret: HashedSecret & ExportedAggregate>(into ring: Ring<Secret>) async {
        var pause = Duration.milliseconds(200)
        while !Task.isCancelled {
            do {
                var all: [Secret] = []
                var last: Identifier<Secret>?
                repeat {
                    let page = try await ask(Export<Secret>(after: last), as: .visitor, budget: .seconds(2))
                    all += page.items.map(\.state)
                    last = page.next
                } while last != nil
                ring.replace(with: all)
                logger.info("\(Secret.aggregateName)s read", metadata: ["count": "\(all.count)"])
                return
            } catch let problem as Problem where problem.code == "request-unknown" {
                // A directory of an earlier version has none.
                return
            } catch {
                logger.debug("\(Secret.aggregateName)s not read yet", metadata: ["error": "\(error)"])
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(5))
            }
        }
    }
}
