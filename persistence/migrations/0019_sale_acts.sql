-- Acts on whole sales (decision 0158). `number` counts the acts of a sale; `done_at` is null until every
-- item has carried the act out.
CREATE TABLE sale_acts (
    auction_id text NOT NULL REFERENCES auctions,
    number     integer NOT NULL,
    act_id     text NOT NULL,
    kind       text NOT NULL,
    by_ms      bigint NOT NULL,
    at         bigint NOT NULL,
    done_at    bigint,
    PRIMARY KEY (auction_id, number),
    UNIQUE (auction_id, act_id)
);
CREATE INDEX sale_acts_unfinished ON sale_acts (at) WHERE done_at IS NULL;
