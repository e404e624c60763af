-- Items that have not ended, those with the nearest opening or end first.
SELECT item_id FROM items
WHERE status NOT IN ('sold', 'unsold', 'cancelled')
ORDER BY least(
    ends_at, CASE WHEN status = 'scheduled' THEN (listing ->> 'opens_at')::bigint END
) NULLS LAST, item_id
