/// Why an outline can not be used.
struct OutlineFault: Error, Equatable {
    let code: String
    let words: String

    static let missing = OutlineFault(code: "outline-missing", words: "has no polygon")
    static let tooShort = OutlineFault(code: "ring-too-short", words: "has a ring of fewer than three points")
    static let notAPosition = OutlineFault(
        code: "position-not-valid", words: "has a point that is no position on Earth")
    static let swapped = OutlineFault(code: "coordinates-swapped", words: "has latitude before longitude")
    static let elsewhere = OutlineFault(code: "outside-france", words: "does not lie in France")
}

/// What must be true of an outline before the database takes it. What only geometry can tell, such as a ring that
/// crosses itself, is mended there.
enum OutlineRules {
    /// The polygons with every ring closed and altitudes left out, and whether one had to be closed.
    static func checked(
        _ polygons: [[[[Double]]]]?
    ) throws(OutlineFault) -> (polygons: [[[[Double]]]], mended: Bool) {
        let polygons = (polygons ?? []).filter { !$0.isEmpty }
        guard !polygons.isEmpty else { throw .missing }
        var mended = false
        var checked: [[[[Double]]]] = []
        for polygon in polygons {
            var rings: [[[Double]]] = []
            for ring in polygon {
                var points = try positions(ring)
                if points.first != points.last {
                    points.append(points[0])
                    mended = true
                }
                guard points.count >= 4 else { throw .tooShort }
                rings.append(points)
            }
            checked.append(rings)
        }
        let points = checked.joined().joined()
        guard points.allSatisfy({ isFrench(longitude: $0[0], latitude: $0[1]) }) else {
            throw points.allSatisfy { isFrench(longitude: $0[1], latitude: $0[0]) } ? .swapped : .elsewhere
        }
        return (checked, mended)
    }

    private static func positions(_ ring: [[Double]]) throws(OutlineFault) -> [[Double]] {
        guard !ring.isEmpty else { throw .tooShort }
        var points: [[Double]] = []
        for point in ring {
            guard point.count >= 2, point[0].isFinite, point[1].isFinite else { throw .notAPosition }
            points.append(Array(point.prefix(2)))
        }
        guard points.allSatisfy({ (-180...180).contains($0[0]) && (-180...180).contains($0[1]) }) else {
            throw .notAPosition
        }
        return points
    }

    private static func isFrench(longitude: Double, latitude: Double) -> Bool {
        lands.contains { $0.longitude.contains(longitude) && $0.latitude.contains(latitude) }
    }

    /// Roughly where France is. None of these meets another with its coordinates swapped.
    private static let lands: [(longitude: ClosedRange<Double>, latitude: ClosedRange<Double>)] = [
        (-6...10, 41...52),  // Metropolitan France
        (-64...(-60), 14...19),  // Guadeloupe, Martinique, Saint-Martin, Saint-Barthélemy
        (-55...(-51), 2...6),  // Guyane
        (55...56, -22...(-20)),  // La Réunion
        (44...46, -14...(-12)),  // Mayotte
        (-57...(-56), 46...48),  // Saint-Pierre-et-Miquelon
        (-179...(-176), -15...(-13)),  // Wallis-et-Futuna
        (-155...(-134), -28...(-7)),  // Polynésie française
        (158...172, -27...(-15)),  // Nouvelle-Calédonie
    ]
}
