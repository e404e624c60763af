-- Webhooks, and the events that are sent to them. An event is written in the transaction of the history that
-- it comes from, with a delivery for each webhook that wants it, so neither is without the other.

CREATE TABLE webhooks (
    webhook_id text PRIMARY KEY,
    -- The auctioneer whose sales' events it gets, NULL for those of all sales.
    auctioneer text,
    url        text NOT NULL,
    events     text[] NOT NULL,
    secret     bytea NOT NULL,
    enabled    boolean NOT NULL DEFAULT true,
    created_at bigint NOT NULL,
    -- Failed attempts in a row. Until `resume_at` none of its deliveries is attempted.
    failures   integer NOT NULL DEFAULT 0,
    resume_at  timestamptz,
    reason     text
);

CREATE TABLE outbox (
    event_id   text PRIMARY KEY,
    type       text NOT NULL,
    auction_id text,
    body       text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX outbox_oldest ON outbox (created_at);

-- Deliveries with the same `subject` go to a webhook one after the other, by epoch and seq.
CREATE TABLE deliveries (
    delivery_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    webhook_id    text NOT NULL REFERENCES webhooks ON DELETE CASCADE,
    event_id      text NOT NULL REFERENCES outbox ON DELETE CASCADE,
    subject       text NOT NULL,
    epoch         bigint NOT NULL,
    seq           bigint NOT NULL,
    state         text NOT NULL DEFAULT 'pending',
    attempts      integer NOT NULL DEFAULT 0,
    created_at    timestamptz NOT NULL DEFAULT now(),
    pending_since timestamptz NOT NULL DEFAULT now(),
    next_at       timestamptz NOT NULL DEFAULT now(),
    claimed_until timestamptz,
    last_status   integer,
    last_error    text,
    UNIQUE (webhook_id, event_id)
);
CREATE INDEX deliveries_pending ON deliveries (webhook_id, delivery_id) WHERE state = 'pending';
CREATE INDEX deliveries_in_order ON deliveries (webhook_id, subject, epoch, seq) WHERE state = 'pending';
CREATE INDEX deliveries_of_webhook ON deliveries (webhook_id, delivery_id);
CREATE INDEX deliveries_of_event ON deliveries (event_id);

-- Winners who defaulted are no underbidders.
CREATE INDEX events_awards ON events (item_id, seq) WHERE type = 'ItemAwarded';
