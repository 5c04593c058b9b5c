import Domain
import Foundation
import Postgres

@testable import Directory

/// A small country in the forms of the public files: Dijon and two communes of the Aisne of which one merged, Corsica,
/// La Réunion, Paris.
enum TerritoryFiles {
    static let regions = """
        REG,CHEFLIEU,LIBELLE
        27,21231,Bourgogne-Franche-Comté
        32,59350,Hauts-de-France
        94,2A004,Corse
        04,97411,La Réunion
        11,75056,Île-de-France

        """
    static let departements = """
        DEP,REG,LIBELLE
        21,27,Côte-d'Or
        02,32,Aisne
        2A,94,Corse-du-Sud
        2B,94,Haute-Corse
        974,04,La Réunion
        75,11,Paris
        11,76,Aude

        """
    static let communes = """
        TYPECOM,COM,REG,DEP,LIBELLE,COMPARENT
        COM,21231,27,21,Dijon,
        COM,02458,32,02,Dhuys et Morin-en-Brie,
        COMD,02026,,,Artonges,02458
        COMD,02458,,,Marchais-en-Brie,02458
        COM,2A004,94,2A,Ajaccio,
        COM,2B033,94,2B,Bastia,
        COM,97411,04,974,Saint-Denis,
        COM,75056,11,75,Paris,
        ARM,75110,11,75,Paris 10e Arrondissement,75056

        """
    static let groups = """
        [{"code": "242100410", "nom": "Dijon Métropole", "membres": ["21231"]},
         {"code": "200072031", "nom": "CA de la Région de Château-Thierry", "membres": [{"code": "02458"}]}]
        """
    static let postcodes = """
        #Code_commune_INSEE;Nom_de_la_commune;Code_postal;Libellé_d_acheminement;Ligne_5
        21231;DIJON;21000;DIJON;
        02026;ARTONGES;02330;DHUYS ET MORIN EN BRIE;ARTONGES
        97411;ST DENIS;97400;ST DENIS;
        2A004;AJACCIO;20000;AJACCIO;
        75110;PARIS 10;75010;PARIS;
        02001;ST MARTIN;02300;ST MARTIN;
        02002;ST MARTIN;02300;ST MARTIN;

        """
    /// The département of Dijon as a rectangle.
    static let outlines = collection(
        feature(#""code": "21", "nom": "Côte-d'Or""#, rectangle(4, 46.9, 5.6, 48.1)),
        feature(#""code": "11", "nom": "Aude""#, rectangle(1.6, 42.6, 3.3, 43.5)))
    /// One priority district in Dijon, a hundredth of a degree wide.
    static let districts = collection(
        feature(
            #""code_qp": "QP021004", "nom_qp": "Grésilles", "code_commune": "21231""#,
            rectangle(5.06, 47.33, 5.07, 47.34)))

    static let all = [
        "a.csv": "\u{FEFF}" + regions.replacing("\n", with: "\r\n"), "b.csv": departements, "c.csv": communes,
        "d.json": groups, "e.csv": postcodes,
        "f.geojson": outlines, "g.geojson": districts,
    ]

    static func collection(_ features: String...) -> String {
        #"{"type": "FeatureCollection", "features": [\#(features.joined(separator: ",\n"))]}"#
    }

    static func feature(_ properties: String, _ rings: String, type: String = "Polygon") -> String {
        """
        {"type": "Feature", "properties": {\(properties)}, "geometry": {"type": "\(type)", "coordinates": \(rings)}}
        """
    }

    static func rectangle(_ west: Double, _ south: Double, _ east: Double, _ north: Double) -> String {
        "[[[\(west),\(south)],[\(east),\(south)],[\(east),\(north)],[\(west),\(north)],[\(west),\(south)]]]"
    }
}

/// Imports files by name and text.
@discardableResult
func importTerritories(
    _ files: [String: String], vintage: Int? = nil, at now: Date = noon, in database: PostgresPool
) async throws -> TerritoryReport {
    let folder = FileManager.default.temporaryDirectory.appending(path: "territories-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
    let paths = files.keys.sorted().map { folder.appending(path: $0).path }
    return try await ImportTerritories(database: database, now: { now })(paths, vintage: vintage)
}

extension Place {
    /// `region:27 departement:21 …`, a vintage behind a slash.
    var territoryKeys: String {
        territories.map { "\($0.kind.rawValue):\($0.code)\($0.vintage.map { "/\($0)" } ?? "")" }.joined(separator: " ")
    }
}
