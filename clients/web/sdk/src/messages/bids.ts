/** Bids, and the messages about them. */

/** One accepted bid; `bidder` is a public handle such as `Ann#k3f9qz2mwx7c`. */
export interface Bid {
  readonly seq: number;
  readonly bid_id: string;
  readonly bidder: string;
  readonly amount: number;
  readonly at: number;
  readonly auto: boolean;
  readonly quantity: number;
  /** The bid was taken back, or went with one that was taken back; it stands no longer. */
  readonly retracted: boolean;
  /** Anything but `online` was entered by a clerk, for the `paddle` of the bidder or for the consignor. */
  readonly source: "online" | RoomSource;
  readonly paddle: string | null;
}

/** The ways of a bid that a clerk enters. */
export type RoomSource = "floor" | "telephone" | "absentee" | "consignor";

/**
 * A message to the room about the events `from_seq` to `seq`: their bids, and the item's fields after them.
 * `retracted` are the event numbers of bids that were taken back in these events, absent if there are none.
 * `complete` is false, and else absent, when bids before `from_seq` were left out on purpose, to spare a large room.
 */
export interface NewBid {
  readonly item_id: string;
  readonly epoch?: number;
  readonly from_seq: number;
  readonly seq: number;
  readonly price: number;
  readonly minimum: number;
  readonly leader: string | null;
  readonly bid_count: number;
  readonly retractions: number;
  readonly ends_at: number | null;
  readonly reserve_met: boolean;
  readonly remaining: number;
  readonly buy_now: number | null;
  readonly suggestions: readonly number[];
  readonly bids: readonly Bid[];
  readonly retracted?: readonly number[];
  readonly complete?: boolean;
}

/** A message to the user who has just lost the lead to the bid with event number `seq`. */
export interface Outbid {
  readonly item_id: string;
  readonly epoch?: number;
  readonly seq: number;
  readonly price: number;
  readonly minimum: number;
}

/**
 * A message to the user whose accepted bid was lost in a failure of the server and does not stand.
 *
 * It was event `seq` of an earlier `epoch` of the item. `amount` is its amount, for each unit.
 */
export interface BidLost {
  readonly item_id: string;
  readonly bid_id: string;
  readonly amount: number;
  readonly epoch: number;
  readonly seq: number;
}

/** The terms of a bid besides its amount: a hidden maximum, or a number of units. */
export interface BidTerms {
  readonly maxAmount?: number;
  readonly quantity?: number;
  /** Whether a bidder who leads raises the price against themselves. */
  readonly raiseOwn?: boolean;
  /** Whether an amount or a maximum that is refused as `implausible` is meant. */
  readonly confirmed?: boolean;
}

export type RetractReason = "mistyped" | "changed_description";

/** An accepted bid, and the item's fields right after it. */
export interface BidAnswer {
  readonly bid_id: string;
  readonly item_id: string;
  readonly seq: number;
  readonly price: number;
  readonly minimum: number;
  readonly leading: boolean;
  readonly ends_at: number | null;
}
