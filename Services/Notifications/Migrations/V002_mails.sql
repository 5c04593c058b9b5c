-- Mails to be sent to one person. A row goes once its mail was taken by the server, or is too late.
CREATE TABLE mails (
    -- The event that asked for it.
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    email text NOT NULL,
    language text NOT NULL,
    -- What the link in it ends with.
    token text NOT NULL,
    expires_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL,
    leased_until timestamptz,
    CONSTRAINT mails_kind_known CHECK (kind IN ('sign_in'))
);

CREATE INDEX mails_due ON mails (next_attempt_at);
