-- What this service keeps of the places, fed by the directory's events, so that it need not ask for them.
CREATE TABLE known_places (
    place_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    name text NOT NULL,
    state text NOT NULL,
    street text,
    postcode text,
    commune text,
    commune_code text,
    departement_code text,
    region_code text,
    latitude double precision,
    longitude double precision
);

CREATE INDEX known_places_departement ON known_places (departement_code);
CREATE INDEX known_places_region ON known_places (region_code);
