-- Until when an event may be published that carries a secret: afterwards the secret is of no use. Once published, or too
-- old, its envelope is not kept. NULL for all other events.
ALTER TABLE outbox ADD COLUMN fleeting_until timestamptz;
