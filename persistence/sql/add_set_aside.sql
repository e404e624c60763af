-- Adds events that are not part of their item's history, and returns those that are new. A bid `stands`
-- if the client has sent it again and the history has it by now.
-- $1 [{item_id, epoch, seq, body, reason}]
INSERT INTO events_set_aside (item_id, epoch, seq, body, reason)
SELECT DISTINCT * FROM json_to_recordset($1::json)
AS row (item_id text, epoch bigint, seq bigint, body jsonb, reason text)
WHERE NOT EXISTS (
    SELECT FROM events_set_aside AS kept
    WHERE kept.item_id = row.item_id AND kept.seq = row.seq
    AND kept.epoch = row.epoch AND kept.body = row.body
)
RETURNING item_id, epoch, body, reason, EXISTS (
    SELECT FROM bids
    WHERE bids.item_id = events_set_aside.item_id
    AND bids.bid_id = events_set_aside.body ->> 'bid_id'
) OR EXISTS (
    SELECT FROM events
    WHERE events.item_id = events_set_aside.item_id AND events.type = 'MaxRaised'
    AND events.body ->> 'bid_id' = events_set_aside.body ->> 'bid_id'
) OR EXISTS (
    SELECT FROM events
    WHERE events.item_id = events_set_aside.item_id AND events.type = 'BidLeft'
    AND events.body ->> 'bid_id' = events_set_aside.body ->> 'bid_id'
) AS stands
