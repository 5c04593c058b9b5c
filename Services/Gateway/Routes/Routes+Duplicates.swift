import HTTPTypes

extension Routes {
    /// Two places that are one.
    static func duplicates(_ site: Site) -> [Route] {
        let views = DuplicateViews(site: site)
        return [
            .get(
                "/api/v1/duplicates",
                .init(
                    "findDuplicates", "Pairs of places that may be one, the likeliest first.", .page(.duplicate)),
                [.placeID] + Parameter.paging, access: .keyHolder, view: views.find),
            .on(
                .post, "/api/v1/duplicates/{id}/merge",
                .init("mergeDuplicate", "Make the two one; the old address redirects.", .one(.place)),
                [.id, .idempotencyKey], access: .keyHolder, body: .json(.duplicateMerge), act: views.merge),
            .on(
                .post, "/api/v1/duplicates/{id}/dismiss",
                .init("dismissDuplicate", "Say that the two are two.", .gone), [.id, .idempotencyKey],
                access: .keyHolder, body: .ignored, act: views.dismiss),
            .on(
                .post, "/api/v1/places/{id}/merge",
                .init("mergePlaces", "Make another place one with this one, which stays.", .one(.place)),
                [.id, .idempotencyKey], access: .keyHolder, body: .json(.placeMerge), act: views.absorb),
            .on(
                .post, "/api/v1/places/{id}/unmerge",
                .init("unmergePlace", "Take a merge back: the place stands for itself again.", .one(.place)),
                [.id, .ifMatchIfWanted, .idempotencyKey], access: .keyHolder, body: .ignored, act: views.unmerge),
        ]
    }
}
