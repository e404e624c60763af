/** The items of a sale as they were read, brought up to date by the sale's feed. */

import type { Item, SaleItem } from "auction-client";
import { hasEnded, takesBids } from "../../ui/statuses";

/** An item with the newer state of the feed. */
export function upToDate(item: Item, state: SaleItem | undefined): Item {
  if (state === undefined || !isLater(state, item)) return item;
  const { epoch, seq, status, price, minimum, leader, bid_count, ends_at } = state;
  return { ...item, epoch, seq, status, price, minimum, leader, bid_count, ends_at, clock: state.clock ?? item.clock };
}

function isLater(state: SaleItem, item: Item): boolean {
  const epoch = item.epoch ?? state.epoch;
  return state.epoch > epoch || (state.epoch === epoch && state.seq > item.seq);
}

/** The winner or the leader of a lot, and the price. After an award the winner is the underbidder. */
export function standing(item: Item): { readonly bidder: string | null; readonly price: number } {
  const winner = item.status === "sold" && item.winners.length === 1 ? item.winners[0] : undefined;
  return { bidder: winner?.bidder ?? item.leader, price: winner?.amount ?? item.price };
}

/** The item to run first: one that is live, else the first to come, else the last. */
export function firstToRun(items: readonly Item[]): Item | undefined {
  return (
    items.find((item) => takesBids(item.status) || item.status === "paused") ??
    items.find((item) => item.status === "scheduled") ??
    items.at(-1)
  );
}

/** The item that comes after another in the order of the sale; without one that has ended if `onlyToRun`. */
export function neighbour(items: readonly Item[], itemId: string, step: 1 | -1, onlyToRun = false): Item | undefined {
  let at = items.findIndex((item) => item.item_id === itemId);
  if (at < 0) return undefined;
  for (at += step; at >= 0 && at < items.length; at += step) {
    const item = items[at];
    if (item !== undefined && (!onlyToRun || !hasEnded(item.status))) return item;
  }
  return undefined;
}

export type Part = "all" | "toCome" | "live" | "ended";

/** Whether an item belongs to a part of the list, and has the words that are searched for. */
export function isInPart(item: Item, part: Part, words: string): boolean {
  const isLive = takesBids(item.status) || item.status === "paused";
  const belongs =
    part === "all" ||
    (part === "toCome" && item.status === "scheduled") ||
    (part === "live" && isLive) ||
    (part === "ended" && hasEnded(item.status));
  if (!belongs) return false;
  const text = `${item.lot ?? ""} ${item.title}`.toLocaleLowerCase();
  return words
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
