/**
 * The routes in the hash of the address: `#/` for the sales, `#/auction/ID` for one sale, `#/item/ID` for one item,
 * and `#/mine/bids`, `#/mine/wins`, `#/mine/watchlist` for the reader's own lists. The filters of a list follow as `?q=...`.
 */

export type Route = { readonly page: "sales" | "auction" | "item" | "mine"; readonly id: string };

/** The route of a hash; an unknown one is that of the sales. */
export function routeOf(hash: string): Route {
  const path = hash.split("?")[0] ?? "";
  const [, page, id] = /^#\/(item|auction)\/([A-Za-z0-9_.-]{1,64})$/.exec(path) ?? [];
  if (id !== undefined) return { page: page === "item" ? "item" : "auction", id };
  const [, place] = /^#\/mine\/(bids|wins|watchlist)$/.exec(path) ?? [];
  return place === undefined ? { page: "sales", id: "" } : { page: "mine", id: place };
}
