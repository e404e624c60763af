/** The bidders of a sale: admission and the house's decisions. */

/** The terms of a sale, as a text or under an address. */
export interface Terms {
  readonly version: string;
  readonly text: string | null;
  readonly url: string | null;
}

export type Standing = "none" | "requested" | "deposit_due" | "approved" | "refused" | "blocked";

interface Decision {
  readonly state: Standing;
  readonly note: string;
  readonly terms_version: string | null;
  readonly spending_limit: number | null;
  /** The house's reason. */
  readonly reason: string;
  readonly requested_at: number | null;
  readonly decided_at: number | null;
  readonly deposited: boolean;
}

/** Where the reader stands in a sale; `required` says whether a bidder must be admitted there. */
export interface Admission extends Decision {
  readonly auction_id: string;
  readonly required: boolean;
}

/** A bidder of a sale, with their request and the house's decision. */
export interface SaleBidder extends Decision {
  readonly user_id: string;
  readonly handle: string | null;
  readonly approved: boolean;
}

/** A page of a sale's bidders, by user id; `next_after` asks for the next page, null on the last. */
export interface SaleBidders {
  readonly bidders: readonly SaleBidder[];
  readonly next_after: string | null;
}
