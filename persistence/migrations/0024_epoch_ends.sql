-- The number of the last event of each epoch that counts, from epoch 0 on. `epoch_seq` has the latest.
ALTER TABLE items ADD COLUMN epoch_ends bigint[] NOT NULL DEFAULT '{}';
UPDATE items SET epoch_ends = array_fill(epoch_seq, ARRAY[epoch::integer]) WHERE epoch > 0;
