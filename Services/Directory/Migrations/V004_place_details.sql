-- All that a card says besides name and address. What is shown of a contact is part of the public state; the whole of it,
-- with the consents, is kept apart.
ALTER TABLE places
    ADD COLUMN other_names text[] NOT NULL DEFAULT '{}',
    ADD COLUMN opening_hours text,
    ADD COLUMN equipment text[] NOT NULL DEFAULT '{}',
    ADD COLUMN services text[] NOT NULL DEFAULT '{}',
    ADD COLUMN contacts jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN links jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN labels jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN operator jsonb;

-- Which labels a place has, for the filter by label.
CREATE INDEX places_labels ON places USING gin (labels jsonb_path_ops);

-- The contacts of a place as they are kept, in the order in which they are shown.
CREATE TABLE place_contacts (
    place_id uuid NOT NULL REFERENCES places,
    position integer NOT NULL,
    name text,
    role text,
    phone text,
    email text,
    -- What those concerned agreed to show, and since when: {"phone": "2026-11-25T10:00:00Z"}.
    consents jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (place_id, position)
);

-- When a place came into which state.
CREATE TABLE place_states (
    place_id uuid NOT NULL REFERENCES places,
    since timestamptz NOT NULL,
    state text NOT NULL,
    PRIMARY KEY (place_id, since)
);

INSERT INTO place_states (place_id, since, state) SELECT id, updated_at, state FROM places;
