/** The routes about the cost of bids, a sale's results, and statements. */

import type { Answer, Cost, Page, Results, Statement } from "../messages/index.js";
import { FILE_TIMEOUT_MS } from "./catalogue.js";
import { queryOf, type HttpRequests } from "./requests.js";

export class SettlingRoutes {
  constructor(private readonly http: HttpRequests) {}

  /** Read the cost of winning at an amount, or at the minimum of the next bid. */
  cost(itemId: string, bid: { amount?: number; quantity?: number } = {}): Promise<Answer<Cost>> {
    return this.http.request(`/items/${encodeURIComponent(itemId)}/quote${queryOf(bid)}`);
  }

  /** Read a page of a sale's results. */
  results(auctionId: string, page: Page = {}): Promise<Answer<Results>> {
    return this.http.request(`/auctions/${encodeURIComponent(auctionId)}/results${queryOf(page)}`);
  }

  /** Read a sale's results as a CSV file, with a line for each winner. */
  resultsFile(auctionId: string): Promise<Answer<{ readonly file: Blob }>> {
    return this.http.download(`/auctions/${encodeURIComponent(auctionId)}/results.csv`, FILE_TIMEOUT_MS);
  }

  /** Read all that a bidder has won in a sale. */
  statement(auctionId: string, userId: string): Promise<Answer<Statement>> {
    return this.http.request(`/auctions/${encodeURIComponent(auctionId)}/statements/${encodeURIComponent(userId)}`);
  }

  /** Read all that the user of the token has won in a sale. */
  ownStatement(auctionId: string): Promise<Answer<Statement>> {
    return this.http.request(`/me/statement${queryOf({ auction_id: auctionId })}`);
  }
}
