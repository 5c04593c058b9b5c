-- When this database was made: the schedule owes nobody the moments before.
CREATE TABLE installation (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    installed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

INSERT INTO installation DEFAULT VALUES;

-- The newest state of all that an edition may tell, fed by events.
CREATE TABLE items (
    kind text NOT NULL,
    id uuid NOT NULL,
    version bigint NOT NULL,
    state text NOT NULL,
    title text NOT NULL,
    starts_at timestamptz,
    ends_at timestamptz,
    timezone text,
    closes_on date,
    organisation text,
    location text,
    place_id uuid,
    published_at timestamptz NOT NULL,
    -- When its last change counts for an edition: its own time, or the last cut where it was heard of too late for it.
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (kind, id),
    CONSTRAINT items_kind_known CHECK (kind IN ('event', 'offer', 'place'))
);

CREATE INDEX items_by_change ON items (changed_at);
CREATE INDEX items_by_start ON items (starts_at) WHERE kind = 'event';

CREATE TABLE subscribers (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    email text NOT NULL,
    language text NOT NULL,
    state text NOT NULL,
    -- Stands in every mail, so it is kept as it is: it can do nothing but unsubscribe.
    unsubscribe_token text NOT NULL,
    -- The proof of consent: which words were agreed to, when it was asked for, when it was confirmed.
    consent_version integer NOT NULL,
    requested_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    unsubscribed_at timestamptz,
    CONSTRAINT subscribers_email_once UNIQUE (email),
    CONSTRAINT subscribers_unsubscribe_token_once UNIQUE (unsubscribe_token),
    CONSTRAINT subscribers_state_known CHECK (state IN ('pending', 'confirmed', 'unsubscribed')),
    CONSTRAINT subscribers_confirmed_with_proof CHECK (state <> 'confirmed' OR confirmed_at IS NOT NULL)
);

CREATE INDEX subscribers_confirmed ON subscribers (id) WHERE state = 'confirmed';

-- Links mailed to confirm a subscription; only a hash is kept, so the table opens nothing.
CREATE TABLE confirmation_links (
    token_hash bytea PRIMARY KEY,
    subscriber_id uuid NOT NULL REFERENCES subscribers,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);

CREATE INDEX confirmation_links_by_subscriber ON confirmation_links (subscriber_id);

CREATE TABLE editions (
    id uuid PRIMARY KEY,
    month text NOT NULL,
    -- It holds what changed in [previous_cut, cut_at).
    previous_cut timestamptz NOT NULL,
    cut_at timestamptz NOT NULL,
    contents jsonb NOT NULL,
    content_hash text NOT NULL,
    events integer NOT NULL,
    offers integer NOT NULL,
    places integer NOT NULL,
    recipients integer NOT NULL,
    CONSTRAINT editions_month_once UNIQUE (month),
    CONSTRAINT editions_cut_after_previous CHECK (cut_at > previous_cut)
);

CREATE INDEX editions_by_cut ON editions (cut_at);

-- One row a mail to one person: what is to be done, and what became of it.
CREATE TABLE deliveries (
    -- Names the recipient in the return path, so that a bounce says whom it is about.
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    -- The edition, or the request for a subscription.
    cause_id uuid NOT NULL,
    subscriber_id uuid NOT NULL REFERENCES subscribers,
    state text NOT NULL DEFAULT 'todo',
    -- The token of a confirmation link, emptied when the mail is out of our hands.
    secret text,
    -- How often the server said "not now".
    deferrals integer NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- Who works on it, until when unless renewed.
    holder uuid,
    lease_until timestamptz,
    -- Code and status of the server's last answer.
    last_reply text,
    settled_at timestamptz,
    CONSTRAINT deliveries_once UNIQUE (cause_id, subscriber_id),
    CONSTRAINT deliveries_kind_known CHECK (kind IN ('edition', 'opt_in')),
    CONSTRAINT deliveries_state_known CHECK (
        state IN ('todo', 'claimed', 'sent', 'refused', 'deferred', 'uncertain', 'withdrawn')),
    CONSTRAINT deliveries_claimed_with_lease CHECK (state <> 'claimed' OR lease_until IS NOT NULL)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);

-- Opt-in mails first: somebody is waiting for them.
CREATE INDEX deliveries_waiting ON deliveries (kind DESC, due_at, id) WHERE state IN ('todo', 'deferred');
CREATE INDEX deliveries_claimed ON deliveries (lease_until) WHERE state = 'claimed';
CREATE INDEX deliveries_uncertain ON deliveries (cause_id) WHERE state = 'uncertain';
CREATE INDEX deliveries_by_subscriber ON deliveries (subscriber_id);
