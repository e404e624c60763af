/** The HTTP routes of bidders: the sales and their items, registration, and a user's own bids, wins and watchlist. */

import type { Answer, AuctionList, AuctionWithItems, Item, Page, Registration, Yours } from "../messages/index.js";
import type { ClockSample } from "../serverClock.js";
import type { Signal } from "../signal.js";
import { AdmissionRoutes } from "./bidders.js";
import { SearchRoutes } from "./catalogue.js";
import { OwnRoutes } from "./mine.js";
import { HttpRequests, queryOf, type TokenSource } from "./requests.js";

export class BidderRest {
  protected readonly http: HttpRequests;
  /** The server's clock, as the answers show it: a client without a connection may learn it (`learnTime`). */
  readonly clockRead: Signal<ClockSample>;
  readonly bidders: AdmissionRoutes;
  readonly catalogue: SearchRoutes;
  readonly own: OwnRoutes;

  /** `url` is the node's address, in a browser the page's own origin unless given; a function gives each request its token. */
  constructor(url: string = "", token?: TokenSource) {
    this.http = new HttpRequests(url, token);
    this.clockRead = this.http.clockRead;
    this.bidders = new AdmissionRoutes(this.http);
    this.catalogue = new SearchRoutes(this.http);
    this.own = new OwnRoutes(this.http);
  }

  /** Read a page of the sales, or of those whose titles have the words `q`, newest first; by default the latest 100. */
  auctions(page: Page & { readonly q?: string } = {}): Promise<Answer<AuctionList>> {
    return this.http.request(`/auctions${queryOf(page)}`);
  }

  /** Read a sale with a page of its items; without a page the first 500. */
  auction(auctionId: string, page: Page = {}): Promise<Answer<AuctionWithItems>> {
    return this.http.request(`/auctions/${encodeURIComponent(auctionId)}${queryOf(page)}`);
  }

  /** Read an item as it stands now, with a token also the reader's own maximum or offer. */
  item(itemId: string): Promise<Answer<Item & { readonly yours?: Yours | null }>> {
    return this.http.request(`/items/${encodeURIComponent(itemId)}`);
  }

  /** Register a bidder; refused with status 403 or 404 where registration is closed. */
  register(name: string): Promise<Answer<Registration>> {
    return this.http.send("POST", "/users", { name });
  }

  /** Take another name, at most once a second; from then on the token of the answer is the reader's. */
  rename(name: string): Promise<Answer<Registration>> {
    return this.http.send("PATCH", "/users/me", { name });
  }
}
