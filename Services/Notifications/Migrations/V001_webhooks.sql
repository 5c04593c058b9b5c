-- Partners' addresses, and what they want to hear.
CREATE TABLE webhooks (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    -- The access key that registered it: its owner, with the staff.
    owner_key uuid,
    url text NOT NULL,
    types text[] NOT NULL,
    state text NOT NULL,
    -- whsec_… and whsk_…: needed as they are, to sign.
    secret text NOT NULL,
    signing_key text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT webhooks_state_known CHECK (state IN ('active', 'disabled'))
);

CREATE INDEX webhooks_active ON webhooks USING gin (types) WHERE state = 'active';

-- What each webhook is told, one row an event.
CREATE TABLE deliveries (
    id uuid PRIMARY KEY,
    webhook_id uuid NOT NULL REFERENCES webhooks (id),
    event_id uuid NOT NULL,
    type text NOT NULL,
    body bytea NOT NULL,
    state text NOT NULL DEFAULT 'pending',
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz,
    -- Until when the instance that took it is trusted to be at work on it.
    leased_until timestamptz,
    last_status integer,
    last_error text,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    delivered_at timestamptz,
    CONSTRAINT deliveries_once UNIQUE (webhook_id, event_id),
    CONSTRAINT deliveries_state_known CHECK (state IN ('pending', 'delivered', 'failed'))
);

CREATE INDEX deliveries_due ON deliveries (webhook_id, next_attempt_at) WHERE state = 'pending';
CREATE INDEX deliveries_newest ON deliveries (webhook_id, id DESC);

-- What was last told of each thing, to name what changed.
CREATE TABLE told (
    item_id uuid PRIMARY KEY,
    data jsonb NOT NULL
);
