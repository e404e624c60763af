/**
 * The routes in the hash of the address, so that a reload shows the same.
 *
 * `#/` the sales, `#/new` a new sale, `#/webhooks`, and `#/sale/ID/ROOM` with the rooms of a sale. A room may name an
 * item or a user: `#/sale/spring/run/lamp`.
 */

export const ROOMS = ["setup", "bidders", "run", "results"] as const;
export type Room = (typeof ROOMS)[number];

export type Route =
  | { readonly page: "sales" | "new" | "webhooks" }
  | { readonly page: "sale"; readonly auctionId: string; readonly room: Room; readonly part: string };

const ID = /^[A-Za-z0-9_.-]{1,64}$/;

/** The route of a hash; an unknown one is that of the sales. */
export function routeOf(hash: string): Route {
  const [, page = "", auctionId = "", room = "", part = ""] = hash.split("/");
  if (page === "new" || page === "webhooks") return { page };
  if (page !== "sale" || !ID.test(auctionId)) return { page: "sales" };
  const known = ROOMS.find((each) => each === room) ?? "run";
  return { page: "sale", auctionId, room: known, part: decoded(part) };
}

/** The hash of a room of a sale. */
export function hashOf(auctionId: string, room: Room, part = ""): string {
  return `#/sale/${encodeURIComponent(auctionId)}/${room}${part && `/${encodeURIComponent(part)}`}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}
