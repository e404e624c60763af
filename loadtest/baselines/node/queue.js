// Accepted bids on their way into PostgreSQL, inserted row by row after the bidder was answered.

const INSERT = {
  name: "insert-bid",
  text: `INSERT INTO baseline_bids (item_id, seq, bid_id, bidder, amount, at)
         VALUES ($1, $2, $3, $4, $5, $6)`,
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
      const rows = this.#rows;
      this.#rows = [];
      for (const values of rows) {
        await this.#database
          .query({ ...INSERT, values })
          .catch((error) => console.error("a bid was not stored:", values, error.message));
      }
    }
    this.#busy = false;
  }
}
