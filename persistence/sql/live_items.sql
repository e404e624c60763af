-- Items that have not ended, each with the number of the last event that its row shows.
SELECT item_id, seq FROM items WHERE status NOT IN ('sold', 'unsold', 'cancelled')
