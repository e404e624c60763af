/** The routes that change and delete items and sales. */

import type { Answer, Auction, AuctionPatch, CommandAnswer, Item, ItemPatch, Listing, NewAuction } from "../messages/index.js";
import type { HttpRequests } from "./requests.js";

export class EditingRoutes {
  constructor(private readonly http: HttpRequests) {}

  /** Make a sale. With an `auction_id` of its own the same request may be sent again. */
  addAuction(sale: NewAuction): Promise<Answer<Auction>> {
    return this.http.send("POST", "/auctions", sale);
  }

  /** Put an item up in a sale. With an `item_id` of its own the same request may be sent again. */
  addItem(auctionId: string, listing: Listing): Promise<Answer<Item>> {
    return this.http.send("POST", `${auction(auctionId)}/items`, listing);
  }

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
