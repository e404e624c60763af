// Accepted bids on their way into PostgreSQL, inserted in batches after the bidder was answered.

const BATCH_MAX = 1_000;
const INSERT = {
  name: "insert-bids",
  text: `INSERT INTO baseline_bids (item_id, seq, bid_id, bidder, amount, at)
         SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[])`,
};

export class BidQueue {
  #database;
  #rows = [];
  #inserting = Promise.resolve();
  #busy = false;

  constructor(database) {
    this.#database = database;
  }

  /** Queues the row of a bid; `item` is the item after it. */
  put(item, { bid, bidder }) {
    this.#rows.push([item.item_id, item.seq, bid.bid_id, bidder.userId, bid.amount, item.at]);
    if (!this.#busy) this.#inserting = this.#insert();
  }

  /** Waits until every row is inserted. */
  drained() {
    return this.#inserting;
  }

  async #insert() {
    this.#busy = true;
    while (this.#rows.length > 0) {
      const rows = this.#rows.splice(0, BATCH_MAX);
      const values = rows[0].map((_, column) => rows.map((row) => row[column]));
      await this.#database
        .query({ ...INSERT, values })
        .catch((error) => console.error(`${rows.length} bids were not stored:`, error.message));
    }
    this.#busy = false;
  }
}
