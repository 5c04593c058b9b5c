import ServiceKit
import Testing

@Suite struct ReadinessTests {
    @Test func `what is missing is told with its reason, and nothing once all holds`() async {
        let readiness = Readiness()
        readiness.requires("its migrations") { false }
        readiness.requires("the database") { true }
        readiness.requires("the broker (publish)") { nil }
        readiness.requires("the broker (consume places)") { "the broker refused: 406 PRECONDITION_FAILED" }
        #expect(
            await readiness.missing() == [
                "its migrations", "the broker (consume places): the broker refused: 406 PRECONDITION_FAILED",
            ])
        #expect(await Readiness().missing() == [])
        readiness.stop()
        #expect(await readiness.missing().first == "the end: this process is stopping")
    }
}
