-- The calls of the deposit service that were taken, so that none is taken twice (decision 0168).
CREATE TABLE deposit_calls (
    call_id  text PRIMARY KEY,
    taken_at bigint NOT NULL
);
CREATE INDEX deposit_calls_oldest ON deposit_calls (taken_at);
