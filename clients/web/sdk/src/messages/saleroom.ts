/** Clerks, paddles and notices of a sale. */

import type { RoomSource } from "./bids.js";

/** A user who may enter bids and run the items of a sale. */
export interface Clerk {
  readonly user_id: string;
  readonly granted_at: number;
}

/** A paddle of a sale; `name` is that of a person who is no user. */
export interface Paddle {
  readonly number: string;
  readonly user_id: string;
  readonly name: string | null;
}

/** A bid that a clerk enters; the same `bid_id` sent again gets the first answer again. */
export interface RoomBid {
  readonly bid_id: string;
  readonly amount: number;
  readonly source: RoomSource;
  readonly paddle?: string;
  readonly max_amount?: number;
  readonly quantity?: number;
  readonly raise_own?: boolean;
  readonly confirmed?: boolean;
  readonly expected_seq?: number;
}
