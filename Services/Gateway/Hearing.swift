import Domain
import FoundationEssentials
import Logging
import Messaging
import Metrics
import ServiceLifecycle

/// Hears what happens in all services: what changed is asked for anew, and keys are learned.
struct Hearing: Service {
    let listener: HintListener
    let cache: ViewCache
    let ring: KeyRing
    let ask: Ask
    let logger: Logger

    func run() async throws {
        let (connections, connected) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in connections.cancelOnGracefulShutdown() { await readKeys() }
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
            cache.raise(Sources(sender))
            Counter(label: "hints_total", dimensions: [("service", sender.rawValue)]).increment()
            if AccessKeyEvents.all.contains(where: { $0.name == delivery.type }) { learnKey(delivery) }
        }
    }

    private func learnKey(_ delivery: Delivery) {
        do {
            ring.learn(try JSON.decode(CloudEvent<AccessKey>.self, from: Data(delivery.body)).data)
        } catch {
            logger.error("event of a key not understood", metadata: ["error": "\(error)"])
        }
    }

    /// All keys, page by page, until the directory has told them all. The old ones hold meanwhile.
    private func readKeys() async {
        var pause = Duration.milliseconds(200)
        while !Task.isCancelled {
            do {
                var keys: [AccessKey] = []
                var last: AccessKey.ID?
                repeat {
                    let page = try await ask(Export<AccessKey>(after: last), as: .visitor, budget: .seconds(2))
                    keys += page.items.map(\.state)
                    last = page.next
                } while last != nil
                ring.replace(with: keys)
                logger.info("keys read", metadata: ["count": "\(keys.count)"])
                return
            } catch {
                logger.debug("keys not read yet", metadata: ["error": "\(error)"])
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(5))
            }
        }
    }
}
