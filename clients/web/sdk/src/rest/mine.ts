/** The routes of a user's own bids, wins and watchlist. */

import type { Answer, Listed, OwnBids, OwnWins, Page, Watchlist } from "../messages/index.js";
import { queryOf, type HttpRequests } from "./requests.js";

export class OwnRoutes {
  constructor(private readonly http: HttpRequests) {}

  /** Read a page of the items that the user has bid on, and where they stand on them. */
  bids(page: Page = {}): Promise<Answer<OwnBids>> {
    return this.http.request(`/me/bids${queryOf(page)}`);
  }

  /** Read a page of the items that the user has won, with the amounts owed. */
  wins(page: Page = {}): Promise<Answer<OwnWins>> {
    return this.http.request(`/me/wins${queryOf(page)}`);
  }

  /** Read a page of the user's watchlist. */
  watchlist(page: Page = {}): Promise<Answer<Watchlist>> {
    return this.http.request(`/me/watchlist${queryOf(page)}`);
  }

  /** Put an item on the watchlist. */
  addToWatchlist(itemId: string): Promise<Answer<Listed>> {
    return this.http.send("PUT", `/me/watchlist/${encodeURIComponent(itemId)}`);
  }

  /** Take an item from the watchlist. */
  takeFromWatchlist(itemId: string): Promise<Answer<Listed>> {
    return this.http.send("DELETE", `/me/watchlist/${encodeURIComponent(itemId)}`);
  }
}
