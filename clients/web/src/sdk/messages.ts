/**
 * The messages of the wire contract, as the client reads them.
 *
 * Amounts are integers in minor units of the item's currency, times are milliseconds since the
 * epoch on the server's clock, `seq` is an item's event number: 1, 2, 3, ... with no gap.
 */

export type Status = "scheduled" | "open" | "paused" | "closing" | "sold" | "unsold" | "cancelled";

export type Role = "bidder" | "auctioneer" | "admin";

export type Format = "english" | "dutch" | "sealed_first" | "sealed_second" | "uniform" | "fixed";

/** One line of an outcome; `amount` is paid for each of `quantity` units. */
export interface Winner {
  readonly bidder: string;
  readonly amount: number;
  readonly quantity: number;
}

/** A Dutch item's clock: from `since` on the price falls by `step` every `interval_ms`. */
export interface FallingClock {
  readonly step: number;
  readonly interval_ms: number;
  readonly floor_price: number;
  readonly since: number | null;
  readonly stopped_at: number | null;
}

/** The reader's own maximum or offer, which is shown to nobody else. */
export interface Yours {
  readonly max_amount: number;
  readonly quantity: number;
}

/**
 * An item as everybody sees it, at its event number `seq`.
 *
 * A higher `epoch` replaces a lower one, whatever the `seq`: the server has been restored and may have lost events.
 * It is absent where the server knows no epochs.
 */
export interface Item {
  readonly item_id: string;
  readonly auction_id: string;
  readonly title: string;
  readonly description: string;
  readonly image_url: string | null;
  readonly format: Format;
  readonly status: Status;
  readonly currency: string;
  readonly start_price: number;
  readonly price: number;
  readonly minimum: number;
  readonly leader: string | null;
  /** The number of all bids that were made, including those that were taken back. */
  readonly bid_count: number;
  /** The number of times that bids were taken back. */
  readonly retractions: number;
  readonly reserve_met: boolean;
  readonly opens_at: number | null;
  readonly ends_at: number | null;
  readonly epoch?: number;
  readonly seq: number;
  readonly winners: readonly Winner[];
  readonly quantity: number;
  /** Units that are left, as far as is public. */
  readonly remaining: number;
  /** Null where there is none, and once a bid has reached it. */
  readonly buy_now: number | null;
  /** Up to three amounts for the next bid that the rules accept, lowest first. */
  readonly suggestions: readonly number[];
  /** Whether a bid that met a rival or a reserve can be taken back, and whether that bars from the item (`once`). */
  readonly retraction: "once" | "never" | "free";
  readonly clock: FallingClock | null;
  readonly server_time: number;
}

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
}

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

/** A message to an item's room, at most once a second: the number of sockets that watch it. */
export interface WatcherCount {
  readonly item_id: string;
  readonly count: number;
}

/** A sale; `auctioneer` is a public handle. */
export interface Auction {
  readonly auction_id: string;
  readonly title: string;
  readonly auctioneer: string;
  readonly currency: string;
  readonly created_at: number;
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
}

/** A refusal: a stable code, a sentence, and the details that help to correct the request. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly status?: number;
  readonly minimum?: number;
  readonly remaining?: number;
  readonly limit?: number;
  readonly price?: number;
  readonly seq?: number;
  readonly retry_after_ms?: number;
}

/** An acknowledgement. */
export type Answer<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly error: Refusal };

/** The client's own code for an answer that did not arrive; the request may have had its effect. */
export const UNANSWERED = "unanswered";

/** The terms of a bid besides its amount: a hidden maximum, or a number of units. */
export interface BidTerms {
  readonly maxAmount?: number;
  readonly quantity?: number;
  /** Whether a bidder who leads raises the price against themselves. */
  readonly raiseOwn?: boolean;
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

/**
 * An item and its bids, oldest first. If `complete`, no bid after the given `since` is missing; `retracted` are the
 * event numbers of bids that were taken back after it.
 */
export interface WatchAnswer {
  readonly item: Item;
  readonly bids: readonly Bid[];
  readonly retracted: readonly number[];
  readonly complete: boolean;
  readonly yours: Yours | null;
}

/** The user of a token; `expires_at` in seconds since the epoch, as in the token. */
export interface Identity {
  readonly user_id: string;
  readonly role: Role;
  readonly expires_at: number;
  readonly handle: string;
  /** The code of the user's handle in what earlier versions of the server stored. */
  readonly former_code?: string;
}

/** A new bidder, and the token to bid with. */
export interface Registration {
  readonly user_id: string;
  readonly name: string;
  readonly role: Role;
  readonly token: string;
  readonly handle: string;
}

/** The server's clock, in milliseconds since the epoch. */
export interface ClockAnswer {
  readonly sent_at: number;
  readonly server_time: number;
}

/** A command was carried out; `seq` is the item's last event number. */
export interface CommandAnswer {
  readonly seq: number;
}

/** The auctioneer's commands that need only an item; `extend` also needs the new end. */
export type Command = "open" | "pause" | "resume" | "warn" | "close" | "cancel";
