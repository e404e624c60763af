/** What is a bidder's own. */

import type { Item, Yours } from "./items.js";
import type { Charge } from "./settling.js";

export type OwnStanding = "leading" | "outbid" | "offered" | "won" | "lost";

/** A message to a user whose standing on an item has changed; `owed` where they have won. */
export interface Mine {
  readonly item_id: string;
  readonly auction_id: string;
  readonly epoch: number;
  readonly seq: number;
  readonly standing: OwnStanding;
  readonly price: number;
  readonly minimum: number;
  readonly yours: Yours | null;
  readonly owed: Charge | null;
}

/** An item that the reader has bid on, and where they stand on it; `owed` where they have won. */
export interface OwnBid {
  readonly item: Item;
  readonly standing: OwnStanding;
  readonly yours: Yours | null;
  readonly owed: Charge | null;
  readonly last_bid_at: number;
}

/** A page of the items that the reader has bid on, those with the latest bids of theirs first. */
export interface OwnBids {
  readonly bids: readonly OwnBid[];
  readonly next_after: string | null;
}

/** An item that the reader has won, with the amount owed for all units. */
export interface OwnWin extends Charge {
  readonly item_id: string;
  readonly auction_id: string;
  readonly lot: string | null;
  readonly title: string;
  readonly currency: string;
  readonly quantity: number;
  readonly won_at: number;
}

/** A page of the items that the reader has won, the latest first. */
export interface OwnWins {
  readonly wins: readonly OwnWin[];
  readonly next_after: string | null;
}

/** A page of the reader's watchlist, the latest addition first. */
export interface Watchlist {
  readonly items: readonly (Item & { readonly yours: Yours | null })[];
  readonly next_after: string | null;
}

/** Whether an item is on the watchlist now. */
export interface Listed {
  readonly listed: boolean;
}
