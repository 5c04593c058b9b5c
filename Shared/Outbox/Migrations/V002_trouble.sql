-- False while a handler that was started on a redelivered event has not come to an end.
ALTER TABLE inbox ADD COLUMN handled boolean NOT NULL DEFAULT true;

-- Whether the version came by an export: nobody was told of it, so its event is still news.
ALTER TABLE agg_cursor ADD COLUMN exported boolean NOT NULL DEFAULT false;

-- Published anew: what is old is then told to nobody.
ALTER TABLE parked ADD COLUMN republished boolean NOT NULL DEFAULT false;
-- How it ended.
ALTER TABLE parked ADD COLUMN resolution text;
UPDATE parked SET resolution = 'applied' WHERE resolved_at IS NOT NULL;
ALTER TABLE parked ADD CONSTRAINT parked_resolution_known CHECK (resolution IN ('applied', 'discarded', 'stale'));
ALTER TABLE parked ADD CONSTRAINT parked_resolution_dated CHECK ((resolution IS NULL) = (resolved_at IS NULL));

CREATE INDEX parked_due ON parked (consumer, next_attempt_at)
    WHERE resolved_at IS NULL AND reason IN ('retry', 'behind');

-- What a consumer asks of a producer's export, and how far it has come.
CREATE TABLE backfills (
    consumer text NOT NULL,
    agg_type text NOT NULL,
    owner text NOT NULL,
    -- The last aggregate of the last page.
    after_id uuid,
    items bigint NOT NULL DEFAULT 0,
    -- Of those, what this service could not take in.
    failed bigint NOT NULL DEFAULT 0,
    -- How often the page that comes next was begun without coming to an end.
    starts integer NOT NULL DEFAULT 0,
    requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    completed_at timestamptz,
    PRIMARY KEY (consumer, agg_type)
);
