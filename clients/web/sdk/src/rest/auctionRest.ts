/** The HTTP routes that clients need: the sales, their items, and registration. */

import type { Answer, AuctionList, AuctionWithItems, Item, Page, Registration, Yours } from "../messages/index.js";
import type { ClockSample } from "../serverClock.js";
import type { Signal } from "../signal.js";
import { BidderRoutes } from "./bidders.js";
import { CatalogueRoutes } from "./catalogue.js";
import { OwnRoutes } from "./mine.js";
import { EditingRoutes } from "./editing.js";
import { HttpRequests, queryOf, type TokenSource } from "./requests.js";
import { SaleroomRoutes } from "./saleroom.js";
import { SettlingRoutes } from "./settling.js";
import { WebhookRoutes } from "./webhooks.js";

export class AuctionRest {
  private readonly http: HttpRequests;
  /** The server's clock, as the answers show it: a client without a connection may learn it (`learnTime`). */
  readonly clockRead: Signal<ClockSample>;
  readonly bidders: BidderRoutes;
  readonly settling: SettlingRoutes;
  readonly webhooks: WebhookRoutes;
  readonly catalogue: CatalogueRoutes;
  readonly own: OwnRoutes;
  readonly editing: EditingRoutes;
  readonly saleroom: SaleroomRoutes;

  /** `url` is the node's address, in a browser the page's own origin unless given; a function gives each request its token. */
  constructor(url: string = "", token?: TokenSource) {
    this.http = new HttpRequests(url, token);
    this.clockRead = this.http.clockRead;
    this.bidders = new BidderRoutes(this.http);
    this.settling = new SettlingRoutes(this.http);
    this.webhooks = new WebhookRoutes(this.http);
    this.catalogue = new CatalogueRoutes(this.http);
    this.own = new OwnRoutes(this.http);
    this.editing = new EditingRoutes(this.http);
    this.saleroom = new SaleroomRoutes(this.http);
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
