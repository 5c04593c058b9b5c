-- Those who can sign in. Their addresses stand here and in no event but the one that has a link mailed.
CREATE TABLE people (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    email text NOT NULL,
    name text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    last_sign_in_at timestamptz
);

-- Nobody tells their address from the same one in other capitals.
CREATE UNIQUE INDEX people_email_once ON people (lower(email));

CREATE TABLE role_grants (
    person_id uuid NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    role text NOT NULL,
    -- The place of a facilitator, the circle of a caretaker.
    subject_id uuid,
    granted_at timestamptz NOT NULL,
    CONSTRAINT role_grants_once UNIQUE NULLS NOT DISTINCT (person_id, role, subject_id),
    CONSTRAINT role_grants_role_known CHECK (role IN ('facilitator', 'caretaker', 'staff', 'administrator')),
    CONSTRAINT role_grants_about_something CHECK ((role IN ('facilitator', 'caretaker')) = (subject_id IS NOT NULL))
);

CREATE INDEX role_grants_subject ON role_grants (subject_id);

-- Wishes to sign in, whether or not the address is known: looked at after the answer, which therefore tells nothing.
CREATE TABLE sign_in_requests (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL,
    language text NOT NULL,
    requested_at timestamptz NOT NULL
);

-- Links that were mailed, by the SHA-256 of what they hold in lower-case hexadecimal.
CREATE TABLE sign_in_links (
    token_hash text PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);

CREATE INDEX sign_in_links_person ON sign_in_links (person_id);
CREATE INDEX sign_in_links_age ON sign_in_links (expires_at);

-- Browsers in which somebody is signed in. Ended ones stay until they would have ended by themselves, so that whoever
-- asks for all of them hears of the end.
CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    -- SHA-256 of the cookie's value in lower-case hexadecimal.
    hash text NOT NULL,
    person_id uuid NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    device text NOT NULL,
    started_at timestamptz NOT NULL,
    used_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended boolean NOT NULL DEFAULT false,
    updated_at timestamptz NOT NULL,
    CONSTRAINT sessions_hash_once UNIQUE (hash)
);

CREATE INDEX sessions_person ON sessions (person_id);
CREATE INDEX sessions_age ON sessions (expires_at);

-- What staff did. Rows are only ever added.
CREATE TABLE audit_entries (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    role text NOT NULL,
    person_id uuid,
    key_id uuid,
    action text NOT NULL,
    subject_id text,
    detail text
);

CREATE FUNCTION audit_entries_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is only added to';
END
$$;

CREATE TRIGGER audit_entries_stay BEFORE UPDATE OR DELETE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_stay();

-- What a partner's key may do; NULL for keys that are older than scopes.
ALTER TABLE access_keys ADD COLUMN scopes text[];
