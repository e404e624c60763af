-- The bidders of sales: their requests, the house's decisions and where they stand. `admissions` keeps
-- what the rules need of it.

ALTER TABLE auctions ADD COLUMN bidders jsonb;

CREATE TABLE sale_bidders (
    auction_id     text NOT NULL REFERENCES auctions,
    user_id        text NOT NULL,
    decided        text NOT NULL DEFAULT 'none',
    blocked        boolean NOT NULL DEFAULT false,
    note           text NOT NULL DEFAULT '',
    terms_version  text,
    spending_limit bigint,
    reason         text NOT NULL DEFAULT '',
    requested_at   bigint,
    decided_at     bigint,
    deposited_at   bigint,
    PRIMARY KEY (auction_id, user_id)
);
CREATE INDEX sale_bidders_blocked ON sale_bidders (auction_id, user_id) WHERE blocked;

INSERT INTO sale_bidders (auction_id, user_id, decided, spending_limit)
SELECT auction_id, user_id, CASE WHEN approved THEN 'approved' ELSE 'refused' END, spending_limit
FROM admissions;
