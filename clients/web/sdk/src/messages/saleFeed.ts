/** A whole sale, as it stands and changes. */

import type { FallingClock, Status, Yours } from "./items.js";

/**
 * How one item of a sale stands, after event `seq` of its `epoch`.
 *
 * A Dutch item has its `clock`, and its `price` is that of the last event.
 */
export interface SaleItem {
  readonly item_id: string;
  readonly epoch: number;
  readonly seq: number;
  readonly status: Status;
  readonly price: number;
  readonly minimum: number;
  readonly leader: string | null;
  readonly bid_count: number;
  readonly ends_at: number | null;
  readonly clock?: FallingClock;
}

/**
 * Items of a sale that have changed. Messages of one `feed` are numbered without a gap.
 *
 * All that happened before `as_of` is in this message and those before it. `since` is given after the connection was
 * recovered: nothing is missing from that moment on.
 */
export interface SaleMessage {
  readonly auction_id: string;
  readonly feed: string;
  readonly number: number;
  readonly as_of: number;
  readonly items: readonly SaleItem[];
  readonly since?: number;
}

/** A page of a sale's items, or of those that have changed; `next_after` asks for the next page. */
export interface SaleAnswer {
  readonly auction_id: string;
  readonly feed: string;
  readonly number: number;
  readonly as_of: number;
  readonly items: readonly SaleItem[];
  readonly next_after: string | null;
  /** The reader's own maxima and offers, by item. */
  readonly yours: Readonly<Record<string, Yours>>;
}
