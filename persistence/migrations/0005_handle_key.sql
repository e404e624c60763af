-- The key of this deployment's public handles (decision 0095), made once and never changed.
CREATE TABLE handle_key (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    key bytea NOT NULL
);
-- Two random UUIDs have 244 bits from the strong generator of PostgreSQL.
INSERT INTO handle_key (key) VALUES (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
