-- Items that have not ended, each with the number of its last archived event.
SELECT item_id, seq FROM items WHERE status NOT IN ('sold', 'unsold', 'cancelled')
