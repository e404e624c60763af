/**
 * A watcher's knowledge of a sale: a pure fold of the server's messages, in any order.
 *
 * Each message has the latest state of the items that have changed, so the newest state of an item shows at once,
 * whatever is missing before it. The numbers of the messages tell whether one is missing.
 */

import type { SaleAnswer, SaleItem, SaleMessage, Yours } from "../messages/index.js";

/** How many messages after a missing one are remembered; beyond that, all of them count as missing. */
export const AHEAD_MAX = 64;

/** The items of a sale as they stand, in the sale's order, by their ids. */
export interface SaleView {
  readonly items: ReadonlyMap<string, SaleItem>;
  /** The reader's own maxima and offers, as they were when the sale was read. */
  readonly yours: ReadonlyMap<string, Yours>;
  readonly feed: string;
  /** The message of `feed` up to which nothing is missing. */
  readonly number: number;
  /** Everything before this moment is in the view. */
  readonly asOf: number;
  /** The numbers of messages after a missing one. */
  readonly ahead: ReadonlySet<number>;
  /** Whether an unknown number of messages is missing. */
  readonly isLost: boolean;
}

const NONE: ReadonlySet<number> = new Set();

/** Whether messages are missing. */
export function saleHasGap(view: SaleView): boolean {
  return view.isLost || view.ahead.size > 0;
}

/** Take in the first page of an answer to `watch_sale`, by which nothing before it is missing. */
export function foldFirstPage(view: SaleView | null, page: SaleAnswer): SaleView {
  const sameFeed = view !== null && view.feed === page.feed;
  const base = view ?? emptyView(page);
  const number = sameFeed ? Math.max(base.number, page.number) : page.number;
  const moved = { ...base, feed: page.feed, asOf: Math.max(base.asOf, page.as_of), isLost: false };
  return foldPage(advanced(moved, number, sameFeed ? base.ahead : NONE), page);
}

/** Take in a page. */
export function foldPage(view: SaleView, page: SaleAnswer): SaleView {
  const base = merged(view, page.items);
  const yours = new Map(base.yours);
  for (const { item_id } of page.items) yours.delete(item_id);
  for (const [itemId, own] of Object.entries(page.yours)) yours.set(itemId, own);
  return { ...base, yours };
}

/** Take in a message to the sale's room. */
export function foldSaleMessage(before: SaleView, message: SaleMessage): SaleView {
  const view = merged(before, message.items);
  const asOf = Math.max(view.asOf, message.as_of);
  if (message.since !== undefined) {
    if (saleHasGap(view) || view.asOf < message.since) return { ...view, isLost: true };
    return advanced({ ...view, feed: message.feed, asOf }, message.number, NONE);
  }
  if (message.feed !== view.feed) return { ...view, isLost: true };
  if (message.number <= view.number) return view;
  if (message.number === view.number + 1) return advanced({ ...view, asOf }, message.number, view.ahead);
  if (view.ahead.size === AHEAD_MAX) return { ...view, isLost: true };
  return { ...view, ahead: new Set([...view.ahead, message.number]) };
}

function emptyView({ feed, number, as_of }: SaleAnswer): SaleView {
  return { items: new Map(), yours: new Map(), feed, number, asOf: as_of, ahead: NONE, isLost: false };
}

/** Move to a message, and on over those after it that have arrived before. */
function advanced(view: SaleView, to: number, ahead: ReadonlySet<number>): SaleView {
  let number = to;
  while (ahead.has(number + 1)) number++;
  return { ...view, number, ahead: new Set([...ahead].filter((each) => each > number)) };
}

/** Take the later state of each item. A maximum is forgotten when its item's leader changes. */
function merged(view: SaleView, added: readonly SaleItem[]): SaleView {
  const items = new Map(view.items);
  const yours = new Map(view.yours);
  for (const item of added) {
    const known = items.get(item.item_id);
    if (known !== undefined && isEarlier(item, known)) continue;
    items.set(item.item_id, item);
    if (known !== undefined && known.leader !== item.leader) yours.delete(item.item_id);
  }
  return { ...view, items, yours };
}

function isEarlier(item: SaleItem, known: SaleItem): boolean {
  return item.epoch < known.epoch || (item.epoch === known.epoch && item.seq < known.seq);
}
