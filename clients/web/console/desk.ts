/** What every room of the console works with. */

import type { AuctionClient, AuctionRest, Identity } from "auction-client";
import type { LiveSale } from "./sale/liveSale";

export interface Desk {
  readonly client: AuctionClient;
  readonly rest: AuctionRest;
  readonly me: Identity;
}

/** The desk of one sale, and the permissions of its user. */
export interface SaleDesk extends Desk {
  readonly sale: LiveSale;
  /** Whether the user is the sale's auctioneer or an admin; a clerk is neither. */
  readonly ownsSale: boolean;
}
