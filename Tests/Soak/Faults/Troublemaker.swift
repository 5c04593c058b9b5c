import Foundation
import Glibc
import TestSupport

/// Draws one fault after the other and sees to it that each ends.
struct Troublemaker: Sendable {
    let installation: Installation
    let proxies: [Way: TCPProxy]
    let stage: Stage
    let journal: Journal

    /// Until the end of the run. Sometimes two things go wrong at once.
    func run(_ dice: Dice) async {
        var dice = dice
        while true {
            await stage.sleep(stage.isSending ? dice.seconds(0.3...2) : dice.seconds(5...20))
            if stage.isOver { return }
            let faults = draw(&dice)
            await withTaskGroup { group in
                for fault in faults {
                    journal.say(fault.text)
                    journal.count { $0.faults[fault.kind, default: 0] += 1 }
                    group.addTask { await carryOut(fault) }
                }
            }
        }
    }

    /// Whatever was left, all of it goes on.
    func endAll() async throws {
        for proxy in proxies.values { proxy.trouble = .none }
        for part in Part.allCases {
            installation.signal(SIGCONT, part)
            try await installation.supervise("up", part)
        }
    }

    private func draw(_ dice: inout Dice) -> [Fault] {
        var targets = stage.isSending ? Target.sending : Target.all
        let count = dice.percent(15) ? 2 : 1
        var faults: [Fault] = []
        while faults.count < count, let target = targets.randomElement(using: &dice) {
            targets.removeAll { $0 == target }
            faults.append(Fault.drawn(on: target, &dice))
        }
        return faults
    }

    private func carryOut(_ fault: Fault) async {
        do {
            switch fault {
            case .kill(let part):
                if let pid = installation.pid(of: part) { kill(pid, SIGKILL) }
            case .killBackend(let number):
                guard let pid = installation.pid(of: .postgres) else { return }
                let children = installation.children(of: pid)
                if !children.isEmpty { kill(children[number % children.count], SIGKILL) }
            case .stop(let part, let time):
                try await end(part)
                try await Task.sleep(for: time)
                try await installation.supervise("up", part)
            case .restart(let part):
                try await end(part)
                try await installation.supervise("up", part)
            case .freeze(let part, let time):
                installation.signal(SIGSTOP, part)
                try? await Task.sleep(for: time)
                installation.signal(SIGCONT, part)
            case .cut(let way):
                proxies[way]?.cut()
            case .trouble(let way, let trouble, _, let time):
                proxies[way]?.trouble = trouble
                try? await Task.sleep(for: time)
                proxies[way]?.trouble = .none
            }
        } catch {
            journal.odd("\(fault.text): \(error)")
        }
    }

    private func end(_ part: Part) async throws {
        if try await !installation.supervise("down", part) {
            journal.odd("\(part.rawValue) did not end within 30 s of TERM")
            try await installation.supervise("kill", part)
        }
    }
}
