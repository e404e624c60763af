/** The routes that change and delete items and sales. */

import type { Answer, Auction, AuctionPatch, CommandAnswer, ItemPatch, Listing } from "../messages/index.js";
import type { HttpRequests } from "./requests.js";

export class EditingRoutes {
  constructor(private readonly http: HttpRequests) {}

  /** Read an item's whole listing. */
  listing(itemId: string): Promise<Answer<Listing>> {
    return this.http.request(`${item(itemId)}/listing`);
  }

  /** Change an item's description, or its rules until it opens. */
  amendItem(itemId: string, patch: ItemPatch): Promise<Answer<CommandAnswer>> {
    return this.http.send("PATCH", item(itemId), patch);
  }

  /** Delete an item that has not opened and has no bid. */
  deleteItem(itemId: string): Promise<Answer<CommandAnswer>> {
    return this.http.send("DELETE", item(itemId));
  }

  /** Change a sale's title, or its terms until an item opens; `unknown` asks for the same call again. */
  amendAuction(auctionId: string, patch: AuctionPatch): Promise<Answer<Auction>> {
    return this.http.send("PATCH", auction(auctionId), patch);
  }

  /** Delete a sale of which no item has opened; `unknown` asks for the same call again. */
  deleteAuction(auctionId: string): Promise<Answer<object>> {
    return this.http.send("DELETE", auction(auctionId));
  }
}

function item(itemId: string): string {
  return `/items/${encodeURIComponent(itemId)}`;
}

function auction(auctionId: string): string {
  return `/auctions/${encodeURIComponent(auctionId)}`;
}
