-- unaccent() depends on a dictionary that could be changed, so PostgreSQL calls it stable; here it never is.
CREATE FUNCTION immutable_unaccent(text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN extensions.unaccent('extensions.unaccent'::regdictionary, $1);

CREATE TABLE offers (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    title text NOT NULL,
    kind text NOT NULL,
    description text,
    state text NOT NULL,
    organisation text,
    place_id uuid,
    -- The last day on which one may apply, in the network's zone.
    closes_on date,
    url text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    published_at timestamptz,
    search tsvector NOT NULL GENERATED ALWAYS AS (
        to_tsvector('simple', immutable_unaccent(title || ' ' || coalesce(organisation, '')))) STORED,
    CONSTRAINT offers_state_known CHECK (state IN ('draft', 'published', 'closed')),
    CONSTRAINT offers_published_at_known CHECK (state = 'draft' OR published_at IS NOT NULL)
);

CREATE INDEX offers_newest ON offers (created_at DESC, id DESC) WHERE state <> 'draft';
CREATE INDEX offers_by_place ON offers (place_id, created_at DESC, id DESC);
-- For those that ended in the last weeks, among all that ever did.
CREATE INDEX offers_closed ON offers (updated_at) WHERE state = 'closed';
CREATE INDEX offers_by_last_day ON offers (closes_on) WHERE state = 'published';
CREATE INDEX offers_search ON offers USING gin (search);
