-- A text as it is compared: without accents, case and punctuation. "L'Atelier" and "l’ atelier" are the same.
-- unaccent() reads a dictionary that could be changed, so PostgreSQL calls it stable; here it never is.
CREATE FUNCTION plain_text(text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN trim(regexp_replace(
        lower(extensions.unaccent('extensions.unaccent'::regdictionary, normalize($1, NFKC))),
        '[[:punct:][:space:]]+', ' ', 'g'));

-- The words of a text twice: their French stems, so that a plural finds a singular, and as written, so that the
-- beginning of a word finds it even where the stem is shorter than that beginning.
CREATE FUNCTION search_words(text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN to_tsvector('pg_catalog.french', plain_text($1)) || to_tsvector('pg_catalog.simple', plain_text($1));

-- What people type in a search box: each word must be there, in any order, and the last may be unfinished. Words such
-- as "la" say nothing unless they are the last; the server's remark on that is of no use to anybody.
CREATE FUNCTION search_query(text) RETURNS tsquery
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET client_min_messages = warning
    RETURN (
        WITH query AS (
            SELECT regexp_replace(plain, '[^ ]*$', '') AS words, substring(plain FROM '[^ ]+$') AS last
            FROM (SELECT plain_text($1) AS plain) AS typed
        )
        SELECT plainto_tsquery('pg_catalog.french', words)
            && (to_tsquery('pg_catalog.french', last) || to_tsquery('pg_catalog.simple', last || ':*'))
        FROM query);

CREATE TABLE places (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    name text NOT NULL,
    state text NOT NULL,
    kinds text[] NOT NULL,
    description text,
    street text,
    postcode text,
    commune text,
    commune_code text,
    departement_code text,
    region_code text,
    position geography (Point, 4326),
    website text,
    -- The last day on which somebody, or the source it was imported from, said that all this is true.
    confirmed_on date,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    -- Places come by this, then by id. Cut, because it is part of an index; compared by bytes, so that the order is the
    -- same on every machine.
    name_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (left(plain_text(name), 100)) STORED,
    search tsvector NOT NULL GENERATED ALWAYS AS (search_words(name || ' ' || coalesce(commune, ''))) STORED,
    CONSTRAINT places_version_from_one CHECK (version >= 1),
    CONSTRAINT places_name_not_blank CHECK (name <> ''),
    CONSTRAINT places_state_known CHECK (state IN ('project', 'emerging', 'active', 'closed', 'other')),
    CONSTRAINT places_kinds_known CHECK (kinds <@ ARRAY[
        'coworking', 'fablab', 'makerspace', 'repair', 'food', 'agricultural', 'cultural_wasteland',
        'shared_workshop', 'digital_inclusion', 'micro_folie', 'connected_campus', 'social_place', 'service_house',
        'other'])
);

CREATE INDEX places_by_name ON places (name_key, id);
CREATE INDEX places_position ON places USING gist (position);
CREATE INDEX places_search ON places USING gin (search);
CREATE INDEX places_kinds ON places USING gin (kinds);
CREATE INDEX places_departement ON places (departement_code, name_key, id);
CREATE INDEX places_region ON places (region_code, name_key, id);

-- Which row of which source a place was imported from.
CREATE TABLE place_sources (
    source text NOT NULL,
    source_key text NOT NULL,
    place_id uuid NOT NULL REFERENCES places,
    -- What the row said when it was last imported, as JSON. Only what it says anew is taken over, so what people changed
    -- since stays.
    said text NOT NULL,
    PRIMARY KEY (source, source_key)
);

CREATE INDEX place_sources_by_place ON place_sources (place_id);
