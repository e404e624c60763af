/** Users and their tokens. */

export type Role = "bidder" | "auctioneer" | "admin";

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
