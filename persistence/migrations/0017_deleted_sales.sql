-- A deleted sale keeps its row, because its deleted items keep their histories.
ALTER TABLE auctions ADD COLUMN deleted boolean NOT NULL DEFAULT false;
