-- Keys with which programs call the API. The key itself is not kept.
CREATE TABLE access_keys (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    -- SHA-256 in lower-case hexadecimal.
    hash text NOT NULL,
    role text NOT NULL,
    label text NOT NULL,
    revoked boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT access_keys_hash_once UNIQUE (hash),
    CONSTRAINT access_keys_role_known CHECK (role IN ('visitor', 'partner', 'staff'))
);
