import Domain
import Postgres

extension GetPlaceStates {
    func callAsFunction(by requester: Requester, on database: some QueryRunner) async throws -> [PlaceStatePeriod] {
        try requester.mustBeStaff()
        let states: [PlaceStatePeriod] = try await database.all(
            "SELECT state, since FROM place_states WHERE place_id = \(id) ORDER BY since")
        guard !states.isEmpty else { throw Problem.notFound }
        return states
    }
}
