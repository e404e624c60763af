-- The catalogue: what items are searched and sorted by (decision 0154). It follows from their listings by a
-- trigger, whoever writes them, and no bid changes it.

-- Text without accents, capitals and punctuation.
CREATE FUNCTION plain_text(written text) RETURNS text IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql AS $$
    SELECT lower(translate(
        CASE WHEN getdatabaseencoding() = 'UTF8'
            THEN regexp_replace(normalize(written, NFKD), '[\u0300-\u036f]', '', 'g')
            ELSE written
        END,
        $p$!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~$p$, repeat(' ', 32)
    ))
$$;

-- A query for all words of a text, each of which may be the beginning of a longer one; null without words.
CREATE FUNCTION words_query(written text) RETURNS tsquery IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql AS $$
    SELECT to_tsquery('simple', string_agg(
        '''' || word || '''' || CASE WHEN length(word) > 1 THEN ':*' ELSE '' END, ' & '
    ))
    FROM regexp_split_to_table(plain_text(written), '\s+') AS word
    WHERE word <> ''
$$;

-- The place of a lot number: 12 < 12A < 12AB < 12B < 13. An item without a lot comes last.
CREATE FUNCTION lot_place(lot text) RETURNS bigint IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT CASE WHEN lot ~ '^[0-9]{1,9}[A-Z]{0,2}$'
        THEN substring(lot FROM '^[0-9]+')::bigint * 1000
            + greatest(ascii(substring(lot FROM '^[0-9]+([A-Z])')) - 64, 0) * 27
            + greatest(ascii(substring(lot FROM '^[0-9]+[A-Z]([A-Z])')) - 64, 0)
        ELSE 9223372036854775807
    END
$$;

CREATE TABLE catalogue (
    item_id    text PRIMARY KEY REFERENCES items ON DELETE CASCADE,
    auction_id text NOT NULL,
    -- Microseconds since the epoch.
    put_up_at  bigint NOT NULL,
    format     text NOT NULL,
    lot_place  bigint NOT NULL,
    words      tsvector NOT NULL
);

CREATE FUNCTION catalogue_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO catalogue (item_id, auction_id, put_up_at, format, lot_place, words)
    VALUES (
        NEW.item_id, NEW.auction_id, (extract(epoch FROM NEW.created_at) * 1000000)::bigint,
        coalesce(NEW.listing ->> 'format', 'english'),
        lot_place(NEW.listing ->> 'lot'),
        to_tsvector('simple', plain_text(concat_ws(
            ' ', NEW.listing ->> 'title', NEW.listing ->> 'lot', NEW.listing ->> 'description'
        )))
    )
    ON CONFLICT (item_id) DO UPDATE
    SET auction_id = excluded.auction_id, format = excluded.format, lot_place = excluded.lot_place,
        words = excluded.words;
    RETURN NULL;
END
$$;
CREATE TRIGGER items_catalogued AFTER INSERT OR UPDATE OF listing ON items
    FOR EACH ROW EXECUTE FUNCTION catalogue_item();
INSERT INTO catalogue (item_id, auction_id, put_up_at, format, lot_place, words)
SELECT item_id, auction_id, (extract(epoch FROM created_at) * 1000000)::bigint,
    coalesce(listing ->> 'format', 'english'),
    lot_place(listing ->> 'lot'),
    to_tsvector('simple', plain_text(concat_ws(
        ' ', listing ->> 'title', listing ->> 'lot', listing ->> 'description'
    )))
FROM items;

CREATE INDEX catalogue_words ON catalogue USING gin (words);
CREATE INDEX catalogue_newest ON catalogue ((-put_up_at), item_id);
CREATE INDEX catalogue_lots ON catalogue (auction_id, lot_place, item_id);
CREATE INDEX catalogue_newest_of_auction ON catalogue (auction_id, (-put_up_at), item_id);

CREATE INDEX auctions_words ON auctions USING gin (to_tsvector('simple', plain_text(title)));
