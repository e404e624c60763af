/** Items, and the messages about them. */

import type { Bid } from "./bids.js";
import type { Fees } from "./settling.js";

export type Status = "scheduled" | "open" | "paused" | "closing" | "sold" | "unsold" | "cancelled" | "deleted";

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
  /** All images; the first one is `image_url`. */
  readonly images: readonly string[];
  /** A report of the goods' condition; empty if there is none. */
  readonly condition: string;
  /** The lot number, such as `12` or `12A`. */
  readonly lot: string | null;
  readonly estimate_low: number | null;
  readonly estimate_high: number | null;
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
  /** The group of items that end together; null for an item that ends by itself. */
  readonly closes_with: string | null;
  /** Whether an outage moves the end. */
  readonly on_outage: "extend" | "close";
  /** The time by which outages have moved the end, in ms. */
  readonly outage_ms: number;
  readonly clock: FallingClock | null;
  /** What a winner owes besides the price; null where that is nothing. */
  readonly fees: Fees | null;
  /** The latest notice of those who run the sale. */
  readonly notice: Notice | null;
  readonly server_time: number;
}

/** A notice to everybody who watches an item. */
export interface Notice {
  readonly notice_id: string;
  readonly text: string;
  readonly at: number;
}

/** A message to an item's room, at most once a second: the number of sockets that watch it. */
export interface WatcherCount {
  readonly item_id: string;
  readonly count: number;
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

/** The auctioneer's commands that need only an item; `extend` also needs the new end. */
export type Command = "open" | "pause" | "resume" | "warn" | "close" | "cancel" | "pass" | "sell" | "delete";

/** The state on which a command was decided; `delete` takes none. */
export interface Expectation {
  /** The number of the item's last event; with another one the command is refused `conflict`. */
  readonly expectedSeq?: number;
}
