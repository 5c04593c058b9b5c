-- Events that were decided and wait to be published, and the last fortnight of those that were.
CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id uuid NOT NULL,
    agg_type text NOT NULL,
    agg_id uuid NOT NULL,
    agg_version bigint NOT NULL,
    type text NOT NULL,
    exchange text NOT NULL,
    routing_key text NOT NULL,
    correlation_id text NOT NULL,
    -- The exact bytes to send.
    envelope bytea NOT NULL,
    headers jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    attempts integer NOT NULL DEFAULT 0,
    available_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    last_error text,
    published_at timestamptz,
    unroutable boolean NOT NULL DEFAULT false,
    parked boolean NOT NULL DEFAULT false,
    CONSTRAINT outbox_event_once UNIQUE (event_id),
    CONSTRAINT outbox_version_once UNIQUE (agg_type, agg_id, agg_version, type)
) WITH (autovacuum_vacuum_scale_factor = 0.01);

CREATE INDEX outbox_waiting ON outbox (id) WHERE published_at IS NULL AND NOT parked;
-- What holds back the later events of its aggregate: found fast because it is nearly always empty.
CREATE INDEX outbox_held ON outbox (agg_type, agg_id, id) WHERE published_at IS NULL AND (parked OR attempts > 0);

-- Events received: one row an event and consumer, written with the event's effect.
CREATE TABLE inbox (
    consumer text NOT NULL,
    event_id uuid NOT NULL,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- How often a handler was started on a redelivered event without coming to an end.
    starts integer NOT NULL DEFAULT 0,
    PRIMARY KEY (consumer, event_id)
) WITH (autovacuum_vacuum_scale_factor = 0.01);

CREATE INDEX inbox_age ON inbox (received_at);

-- The newest version of each aggregate that a consumer has applied. Kept for ever.
CREATE TABLE agg_cursor (
    consumer text NOT NULL,
    agg_type text NOT NULL,
    agg_id uuid NOT NULL,
    version bigint NOT NULL,
    deleted boolean NOT NULL DEFAULT false,
    PRIMARY KEY (consumer, agg_type, agg_id)
) WITH (fillfactor = 80);

-- Events set aside so that the queue can go on.
CREATE TABLE parked (
    consumer text NOT NULL,
    event_id uuid NOT NULL,
    type text NOT NULL,
    -- Unknown where the envelope could not be read.
    agg_type text,
    agg_id uuid,
    version bigint,
    envelope bytea NOT NULL,
    reason text NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz,
    last_error text,
    parked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    resolved_at timestamptz,
    PRIMARY KEY (consumer, event_id),
    CONSTRAINT parked_reason_known CHECK (reason IN ('retry', 'behind', 'dead', 'crash'))
);

CREATE INDEX parked_open ON parked (consumer, agg_type, agg_id) WHERE resolved_at IS NULL;

-- Answers to orders already carried out, so that an order repeated after a lost answer is not carried out twice.
CREATE TABLE idempotency_keys (
    actor text NOT NULL,
    key text NOT NULL,
    -- SHA-256 of the order: the same key with another order is a mistake of the sender.
    fingerprint bytea NOT NULL,
    reply bytea,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (actor, key)
);

CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);
