/**
 * The wire contract's shapes, as the client reads them.
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

/** A Dutch item's clock: falls from the start price by `step` every `interval_ms` since `since`. */
export interface FallingClock {
  readonly step: number;
  readonly interval_ms: number;
  readonly floor_price: number;
  readonly since: number | null;
  readonly stopped_at: number | null;
}

/** A bidder's own maximum or offer, which nobody else is shown. */
export interface Yours {
  readonly max_amount: number;
  readonly quantity: number;
}

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
  /** All bids that were made, also those that were taken back. */
  readonly bid_count: number;
  /** How often bids were taken back. */
  readonly retractions: number;
  readonly reserve_met: boolean;
  readonly opens_at: number | null;
  readonly ends_at: number | null;
  readonly seq: number;
  readonly winners: readonly Winner[];
  readonly quantity: number;
  /** Units that nobody is known to have taken. */
  readonly remaining: number;
  /** Null where there is none, or once a bid has reached it. */
  readonly buy_now: number | null;
  readonly clock: FallingClock | null;
  readonly server_time: number;
}

/** One accepted bid; `bidder` is a public handle such as `Ann#k3f9q`. */
export interface Bid {
  readonly seq: number;
  readonly bid_id: string;
  readonly bidder: string;
  readonly amount: number;
  readonly at: number;
  readonly auto: boolean;
  readonly quantity: number;
  /** It was taken back, or went with one that was: it stands no more. */
  readonly retracted: boolean;
}

/**
 * The broadcast of bids that were made or taken back: covers the item's events `from_seq` to `seq`. `retracted`
 * are the numbers of bids that were taken back in these events, absent where none was. `complete` is false, else
 * absent, when bids before `from_seq` were left out on purpose, for the crowd's sake.
 */
export interface NewBid {
  readonly item_id: string;
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
  readonly bids: readonly Bid[];
  readonly retracted?: readonly number[];
  readonly complete?: boolean;
}

/** Told to the user who has just lost the lead. */
export interface Outbid {
  readonly item_id: string;
  readonly seq: number;
  readonly price: number;
  readonly minimum: number;
}

/** Told to an item's room, at most once a second: how many sockets watch it. */
export interface WatcherCount {
  readonly item_id: string;
  readonly count: number;
}

export interface Auction {
  readonly auction_id: string;
  readonly title: string;
  readonly auctioneer: string;
  readonly currency: string;
  readonly created_at: number;
}

export interface AuctionWithItems extends Auction {
  readonly items: readonly Item[];
}

/** Why something was refused: a stable code and the figures that mend it. */
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

/** What an acknowledgement says. `unanswered` is the one code that no server sends: see below. */
export type Answer<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly error: Refusal };

/** The client's own code for an answer that never came: the request may have had its effect. */
export const UNANSWERED = "unanswered";

/** What a bid may say besides its amount: a hidden most, or a number of units. */
export interface BidTerms {
  readonly maxAmount?: number;
  readonly quantity?: number;
}

export type RetractReason = "mistyped" | "changed_description";

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
 * `complete`: no bid after the `since` that was asked for is missing from `bids`. `retracted`: the numbers of the
 * bids that were taken back after it, made before or after it.
 */
export interface WatchAnswer {
  readonly item: Item;
  readonly bids: readonly Bid[];
  readonly retracted: readonly number[];
  readonly complete: boolean;
  readonly yours: Yours | null;
}

/** Who a token speaks for; `expires_at` is in seconds since the epoch, as in the token. */
export interface Identity {
  readonly user_id: string;
  readonly role: Role;
  readonly expires_at: number;
  readonly handle: string;
}

export interface Registration {
  readonly user_id: string;
  readonly name: string;
  readonly role: Role;
  readonly token: string;
  readonly handle: string;
}

export interface ClockAnswer {
  readonly sent_at: number;
  readonly server_time: number;
}

export interface CommandAnswer {
  readonly seq: number;
}

/** The auctioneer's commands that need nothing but an item; `extend` also needs the new end. */
export type Command = "open" | "pause" | "resume" | "warn" | "close" | "cancel";
