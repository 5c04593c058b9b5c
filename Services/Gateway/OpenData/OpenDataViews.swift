import Calendars
import Domain
import FoundationEssentials
import ServiceKit

/// What everybody may take and use: all places as tables, and the report of what the national schema leaves out.
struct OpenDataViews: Sendable {
    let site: Site

    /// With the filters of the list, as a table.
    @Sendable func places(_ incoming: Incoming) throws -> View {
        let search = try PlaceViews.search(incoming.query)
        return View(sources: .directory, time: AllPlaces.time) { read in
            Composed(
                body: PlaceTable.bytes(of: try await AllPlaces.found(by: search, read), site.network.publicURL),
                contentType: CSVText.mediaType, validUntil: .distantFuture)
        }
    }

    @Sendable func digitalMediation(_ incoming: Incoming) throws -> View {
        view { export in
            Composed(body: export.table.bytes, contentType: CSVText.mediaType, validUntil: .distantFuture)
        }
    }

    @Sendable func digitalMediationReport(_ incoming: Incoming) throws -> View {
        view { export in
            try .json(
                Report(
                    exported: export.exported,
                    omitted: Dictionary(uniqueKeysWithValues: export.omitted.map { ($0.rawValue, $1) })))
        }
    }

    /// How many places are in the table, and how many are not, by what is missing of them.
    private struct Report: Encodable {
        let exported: Int
        let omitted: [String: Int]
    }

    private func view(_ compose: @escaping @Sendable (DigitalMediation) throws -> Composed) -> View {
        View(sources: .directory, time: AllPlaces.time) { read in
            try compose(
                DigitalMediation(
                    of: try await AllPlaces.found(by: FindPlaces(), read), from: site.network.name, zone: site.zone))
        }
    }
}
