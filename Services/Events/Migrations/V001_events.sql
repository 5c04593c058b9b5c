-- unaccent() depends on a dictionary that could be changed, so PostgreSQL calls it stable; here it never is.
CREATE FUNCTION immutable_unaccent(text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN extensions.unaccent('extensions.unaccent'::regdictionary, $1);

CREATE TABLE events (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    -- iCalendar's SEQUENCE.
    sequence integer NOT NULL,
    title text NOT NULL,
    description text,
    state text NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz,
    timezone text NOT NULL,
    place_id uuid,
    location text,
    online_url text,
    url text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    published_at timestamptz,
    -- When it is over: its end, or a while after its start.
    over_at timestamptz NOT NULL,
    search tsvector NOT NULL GENERATED ALWAYS AS (
        to_tsvector('simple', immutable_unaccent(title || ' ' || coalesce(location, '')))) STORED,
    CONSTRAINT events_state_known CHECK (state IN ('draft', 'published', 'cancelled')),
    CONSTRAINT events_end_after_start CHECK (ends_at > starts_at),
    CONSTRAINT events_published_at_known CHECK (state = 'draft' OR published_at IS NOT NULL)
);

CREATE INDEX events_by_start ON events (starts_at, id) WHERE state <> 'draft';
-- Lists begin now: what is over is many times more than what is coming.
CREATE INDEX events_coming ON events (over_at, starts_at) WHERE state <> 'draft';
CREATE INDEX events_by_place ON events (place_id, starts_at, id);
CREATE INDEX events_search ON events USING gin (search);
