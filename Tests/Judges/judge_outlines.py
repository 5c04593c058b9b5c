"""Judges outlines by RFC 7946: judge_outlines.py FILE EXPECTED.json

FILE is a geometry, or a FeatureCollection of such; EXPECTED is not read. Every outline must be valid, its outer rings
turn left and its holes right, longitude first, no number longer than six decimals, and no reference system named.
"""
import json
import sys
from decimal import Decimal

import geojson_validator
from shapely.geometry import shape
from shapely.validation import explain_validity

text = open(sys.argv[1], "rb").read().decode("utf-8")
document = json.loads(text)
exact = json.loads(text, parse_float=Decimal)
wrong = []
if "crs" in text:
    wrong.append("a reference system is named")


def decimals(value):
    """The most decimals of any number in a value."""
    if isinstance(value, Decimal):
        return max(0, -value.as_tuple().exponent)
    return max(map(decimals, value), default=0) if isinstance(value, list) else 0


if document["type"] != "FeatureCollection":
    feature = {"type": "Feature", "properties": {}, "geometry": document}
    document = {"type": "FeatureCollection", "features": [feature]}
    exact = {"features": [{"geometry": exact}]}
wrong += [f"structure: {key}: {value}" for key, value in geojson_validator.validate_structure(document).items()]
wrong += [f"geometry: {fault}" for fault in geojson_validator.validate_geometries(document)["invalid"].items()]
for number, feature in enumerate(document["features"]):
    geometry = shape(feature["geometry"])
    if decimals(exact["features"][number]["geometry"]["coordinates"]) > 6:
        wrong.append(f"{number}: more than six decimals")
    if not geometry.is_valid:
        wrong.append(f"{number}: {explain_validity(geometry)}")
    for polygon in geometry.geoms:
        if not polygon.exterior.is_ccw:
            wrong.append(f"{number}: an outer ring turns right")
        if any(hole.is_ccw for hole in polygon.interiors):
            wrong.append(f"{number}: a hole turns left")
        west, south, east, north = polygon.bounds
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            wrong.append(f"{number}: beyond the Earth")
if wrong:
    sys.exit("\n".join(wrong))
