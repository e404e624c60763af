/** The arguments of requests that have another form in the SDK than on the wire. */

/** The terms of a bid besides its amount: a hidden maximum, or a number of units. */
export interface BidTerms {
  readonly maxAmount?: number;
  readonly quantity?: number;
  /** Whether a bidder who leads raises the price against themselves. */
  readonly raiseOwn?: boolean;
  /** Whether an amount or a maximum that is refused as `implausible` is meant. */
  readonly confirmed?: boolean;
}

/** The auctioneer's commands that need only an item; `extend` also needs the new end. */
export type Command = "open" | "pause" | "resume" | "warn" | "close" | "cancel" | "pass" | "sell" | "delete";

/** The state on which a command was decided; `delete` takes none. */
export interface Expectation {
  /** The number of the item's last event; with another one the command is refused `conflict`. */
  readonly expectedSeq?: number;
}

/** The acts on whole sales that need nothing else. */
export type SaleAct = "pause" | "resume";

/** A page of a list: `limit` entries after the one that `next_after` of the page before named. */
export interface Page {
  readonly after?: string;
  readonly limit?: number;
}

/** The terms of a search. `status` and `format` may name several, with commas between them. */
export interface SearchTerms extends Page {
  /** Words, each the beginning of a word of the title, the lot number or the description. */
  readonly q?: string;
  readonly status?: string;
  readonly format?: string;
  readonly auction_id?: string;
  readonly price_min?: number;
  readonly price_max?: number;
  readonly ends_before?: number;
  readonly sort?: "newest" | "ending" | "price" | "lot";
}

export type FileForm = "csv" | "json";
