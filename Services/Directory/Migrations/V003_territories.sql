-- The parts of the country that places are found by, from public files that an operator imports.
CREATE TABLE territories (
    kind text NOT NULL,
    code text NOT NULL,
    -- The year from which a priority district is drawn as it is; 0 for the other kinds. A new vintage stands beside the
    -- older ones: what was counted by those stays countable.
    vintage integer NOT NULL DEFAULT 0,
    name text NOT NULL,
    -- Of a département.
    region_code text,
    -- Flat geometry: the edges of such outlines are short, and a border is where its file draws it.
    outline geometry (MultiPolygon, 4326),
    name_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (left(plain_text(name), 100)) STORED,
    search tsvector NOT NULL GENERATED ALWAYS AS (search_words(name)) STORED,
    PRIMARY KEY (kind, code, vintage),
    CONSTRAINT territories_kind_known CHECK (kind IN ('region', 'departement', 'epci', 'catchment', 'commune', 'qpv')),
    CONSTRAINT territories_vintage_of_district CHECK ((kind = 'qpv') = (vintage > 0)),
    CONSTRAINT territories_name_not_blank CHECK (name <> '')
);

CREATE INDEX territories_by_name ON territories (name_key, kind, code, vintage);
CREATE INDEX territories_search ON territories USING gin (search);
CREATE INDEX territories_districts ON territories USING gist (outline) WHERE kind = 'qpv';
CREATE INDEX territories_outline ON territories USING gist (outline) WHERE kind IN ('region', 'departement');

-- Codes of what is part of a commune now: communes that merged, arrondissements of the three great cities.
CREATE TABLE commune_parts (
    code text PRIMARY KEY,
    commune_code text NOT NULL
);

CREATE TABLE epci_communes (
    commune_code text PRIMARY KEY,
    epci_code text NOT NULL
);

CREATE INDEX epci_communes_by_epci ON epci_communes (epci_code);

-- The name of a commune as it is compared: the postal list shortens Saint, and numbers the offices of a city.
CREATE FUNCTION commune_key(text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN regexp_replace(
        regexp_replace(plain_text($1), '\msaint(e?)\M', 'st\1', 'g'), '( cedex)?( \d+)?$', '');

CREATE TABLE commune_postcodes (
    postcode text NOT NULL,
    name_key text NOT NULL,
    commune_code text NOT NULL,
    PRIMARY KEY (postcode, name_key, commune_code)
);

CREATE INDEX commune_postcodes_by_commune ON commune_postcodes (commune_code);

-- What a place's territories are found by: each as kind:code, and the word qpv where one of them is such a district.
CREATE FUNCTION territory_keys(jsonb) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN ARRAY(
        SELECT (territory ->> 'kind') || ':' || (territory ->> 'code') FROM jsonb_array_elements($1) AS territory
        UNION
        SELECT 'qpv' FROM jsonb_array_elements($1) AS territory WHERE territory ->> 'kind' = 'qpv');

-- As they were told, so that a place's state is one row.
ALTER TABLE places ADD COLUMN territories jsonb NOT NULL DEFAULT '[]';
ALTER TABLE places ADD COLUMN territory_keys text[] NOT NULL GENERATED ALWAYS AS (territory_keys(territories)) STORED;
CREATE INDEX places_territories ON places USING gin (territory_keys);
