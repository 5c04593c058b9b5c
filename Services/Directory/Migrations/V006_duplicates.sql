-- The place that stands for this one, always one that is not merged itself: a chain of merges is resolved when it is
-- made, not when it is read.
ALTER TABLE places
    ADD COLUMN merged_into uuid REFERENCES places,
    ADD CONSTRAINT places_merged_into_another CHECK (merged_into <> id);

CREATE INDEX places_merged ON places (merged_into) WHERE merged_into IS NOT NULL;

-- Every merge, each of one place into one other. The survivor's public state is kept as JSON from before and after, so
-- that what the merge brought can be told from what was changed since.
CREATE TABLE place_merges (
    id uuid PRIMARY KEY,
    absorbed_id uuid NOT NULL REFERENCES places,
    survivor_id uuid NOT NULL REFERENCES places,
    survivor_before text NOT NULL,
    survivor_after text NOT NULL,
    merged_at timestamptz NOT NULL,
    -- The access key of who did it.
    merged_by text NOT NULL,
    unmerged_at timestamptz,
    CONSTRAINT place_merges_of_two CHECK (absorbed_id <> survivor_id)
);

CREATE UNIQUE INDEX place_merges_once ON place_merges (absorbed_id) WHERE unmerged_at IS NULL;
CREATE INDEX place_merges_by_survivor ON place_merges (survivor_id) WHERE unmerged_at IS NULL;

-- The rows of sources that went from the absorbed place to its survivor, with what they said then. They go back with
-- that: what a source said since, it then says anew.
CREATE TABLE place_merge_sources (
    merge_id uuid NOT NULL REFERENCES place_merges,
    source text NOT NULL,
    source_key text NOT NULL,
    said text NOT NULL,
    PRIMARY KEY (merge_id, source, source_key)
);

-- An address on the web as it is compared: without scheme, "www." and a slash at the end.
CREATE FUNCTION plain_site(text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN regexp_replace(regexp_replace(lower($1), '^https?://(www\.)?', ''), '/*(#.*)?$', '');

CREATE INDEX places_site ON places (plain_site(website)) WHERE website IS NOT NULL;
-- Similar names are looked for in the same town: an index of trigrams yields nearly all places where many are named
-- « Tiers-lieu … ».
CREATE INDEX places_commune ON places (commune_code, name_key);
CREATE INDEX places_commune_name ON places (plain_text(commune), name_key);
CREATE INDEX places_postcode ON places (postcode, name_key);

-- Pairs of places that may be one. No foreign keys: the search, which writes them, must not wait for those who change
-- places, and places are never deleted.
CREATE TABLE duplicates (
    id uuid PRIMARY KEY,
    first_id uuid NOT NULL,
    second_id uuid NOT NULL,
    state text NOT NULL,
    score double precision NOT NULL,
    reasons jsonb NOT NULL,
    found_at timestamptz NOT NULL,
    decided_at timestamptz,
    -- What was compared of the two when somebody said that they are two. Both are needed to tell a change.
    first_was jsonb,
    second_was jsonb,
    CONSTRAINT duplicates_pair_once UNIQUE (first_id, second_id),
    CONSTRAINT duplicates_in_order CHECK (first_id < second_id),
    CONSTRAINT duplicates_state_known CHECK (state IN ('open', 'dismissed', 'merged')),
    CONSTRAINT duplicates_dismissed_with_proof CHECK (
        state <> 'dismissed' OR first_was IS NOT NULL AND second_was IS NOT NULL)
);

CREATE INDEX duplicates_open ON duplicates ((-score), id) WHERE state = 'open';
CREATE INDEX duplicates_by_second ON duplicates (second_id);

-- Places that are new or changed since they were last compared with others. Several rows may name the same place, so
-- that no order waits for the search to end.
CREATE TABLE duplicate_searches (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    place_id uuid NOT NULL
);

-- How many rows the last completed import of each source had.
CREATE TABLE import_sources (
    source text PRIMARY KEY,
    rows integer NOT NULL,
    completed_at timestamptz NOT NULL
);
