/** Sales and their pages. */

import type { Terms } from "./bidders.js";
import type { Item, Yours } from "./items.js";
import type { Fees } from "./settling.js";

/** A sale; `auctioneer` is a public handle. */
export interface Auction {
  readonly auction_id: string;
  readonly title: string;
  readonly auctioneer: string;
  readonly currency: string;
  readonly created_at: number;
  readonly fees?: Fees | null;
  readonly approval: boolean;
  readonly terms: Terms | null;
  readonly deposit: boolean;
  readonly bid_cap: number | null;
  readonly bid_multiple: number | null;
  /** The ends of items by their lots: lot 1 at `first_ends_at`, each next one `interval_s` later. */
  readonly stagger: { readonly first_ends_at: number; readonly interval_s: number } | null;
  /** Whether an outage moves the ends of items that have no `on_outage` of their own. */
  readonly on_outage: "extend" | "close";
  /** Whether the sale is paused as a whole. */
  readonly paused: boolean;
  /** Whether clerks may bid for the consignor below the reserve. */
  readonly consignor_bids: boolean;
  /** Whether bidders may leave bids on its items before the opening. */
  readonly early_bids: boolean;
}

/** A page of a list: `limit` entries after the one that `next_after` of the page before named. */
export interface Page {
  readonly after?: string;
  readonly limit?: number;
}

/** A page of the sales, newest first; `next_after` asks for the next page, null on the last. */
export interface AuctionList {
  readonly auctions: readonly Auction[];
  readonly next_after: string | null;
}

/** A sale with a page of its items; `next_after` asks for the next page, null on the last. */
export interface AuctionWithItems extends Auction {
  readonly items: readonly Item[];
  readonly next_after: string | null;
  /** The reader's own maxima and offers by item; absent without a token. */
  readonly yours?: Readonly<Record<string, Yours>>;
}
