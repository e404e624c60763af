/** Searches among items, their bids, and the import and export of sales. */

import type { Answer, FileForm, HistoryAnswer, ImportAnswer, ItemList, SearchTerms } from "../messages/index.js";
import { queryOf, type HttpRequests } from "./requests.js";

/** How long a file may take to be sent, or to be received. */
export const FILE_TIMEOUT_MS = 120_000;

/** Searches among items, and their bids. */
export class SearchRoutes {
  constructor(protected readonly http: HttpRequests) {}

  /** Read a page of the items that a search finds. */
  search(terms: SearchTerms = {}): Promise<Answer<ItemList>> {
    return this.http.request(`/items${queryOf({ ...terms })}`);
  }

  /** Read a page of an item's archived bids, newest first; `next_before` of a page is the `before` of the next one. */
  bids(itemId: string, page: { readonly before?: number; readonly limit?: number } = {}): Promise<Answer<HistoryAnswer>> {
    return this.http.request(`/items/${encodeURIComponent(itemId)}/bids${queryOf(page)}`);
  }
}

export class CatalogueRoutes extends SearchRoutes {
  /**
   * Put up the items of a file in a sale, or with `dryRun` only find its faults.
   *
   * The same file sent again puts up the items that an interrupted import has left out.
   */
  importItems(
    auctionId: string,
    file: Blob | string,
    options: { readonly form?: FileForm; readonly dryRun?: boolean } = {},
  ): Promise<Answer<ImportAnswer>> {
    const query = queryOf({ dry_run: options.dryRun ? true : undefined });
    const headers = { "Content-Type": options.form === "json" ? "application/json" : "text/csv" };
    const path = `/auctions/${encodeURIComponent(auctionId)}/import${query}`;
    return this.http.request(path, { method: "POST", headers, body: file }, FILE_TIMEOUT_MS);
  }

  /** Read the items of a sale as a file that can be imported again. */
  exportItems(
    auctionId: string,
    options: { readonly form?: FileForm; readonly delimiter?: "comma" | "semicolon" | "tab" } = {},
  ): Promise<Answer<{ readonly file: Blob }>> {
    const query = queryOf({ format: options.form, delimiter: options.delimiter });
    const path = `/auctions/${encodeURIComponent(auctionId)}/export${query}`;
    return this.http.download(path, FILE_TIMEOUT_MS);
  }
}
