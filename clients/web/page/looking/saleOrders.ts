/** The order of a sale's items, by which an item has a previous and a next one. */

import type { SaleView } from "auction-client";

const KEPT_MAX = 4;
const orders = new Map<string, readonly string[]>();

/** Remember the order of a sale that was read as a whole. */
export function keepOrder(auctionId: string, { items }: Pick<SaleView, "items">): void {
  const ids = [...items.values()].filter((item) => item.status !== "deleted").map((item) => item.item_id);
  orders.delete(auctionId);
  orders.set(auctionId, ids);
  const [oldest] = orders.keys();
  if (orders.size > KEPT_MAX && oldest !== undefined) orders.delete(oldest);
}

export function keptOrder(auctionId: string): readonly string[] | undefined {
  return orders.get(auctionId);
}

export interface Neighbours {
  readonly previous: string | undefined;
  readonly next: string | undefined;
}

/** The items before and after an item. */
export function neighboursIn(order: readonly string[], itemId: string): Neighbours {
  const at = order.indexOf(itemId);
  return at < 0 ? { previous: undefined, next: undefined } : { previous: order[at - 1], next: order[at + 1] };
}
