/** The routes in the hash of the address: `#/` for the sales, `#/auction/ID` for one sale, `#/item/ID` for one item. */

export type Route = { readonly page: "sales" | "auction" | "item"; readonly id: string };

/** The route of a hash; an unknown one is that of the sales. */
export function routeOf(hash: string): Route {
  const [, page, id] = /^#\/(item|auction)\/([A-Za-z0-9_.-]{1,64})$/.exec(hash) ?? [];
  if (id === undefined) return { page: "sales", id: "" };
  return { page: page === "item" ? "item" : "auction", id };
}
