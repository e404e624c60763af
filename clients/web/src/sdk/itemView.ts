/**
 * What a watcher knows of an item: a pure fold of snapshots and broadcasts by `seq`.
 *
 * Broadcasts may be lost, doubled or overtaken. Two things are therefore kept apart: the item's
 * figures, which are the newest that were heard, and how far its bids are known without a gap.
 * When the figures are ahead of the bids something is missing, and `hasGap` says so.
 *
 * A stale message is answered with the same object.
 */

import type { Bid, Item, NewBid, WatchAnswer, Yours } from "./messages";

/** The latest bids that a view keeps; memory stays bounded however long an item is watched. */
export const BIDS_KEPT = 200;

/** The broadcasts kept while an earlier one is missing; beyond that, the answer to `watch` has to mend it. */
const HELD_MAX = 64;

export interface ItemView {
  /** The newest figures heard of; null until the first answer to `watch`. */
  readonly item: Item | null;
  /** Oldest first, at most `BIDS_KEPT`. */
  readonly bids: readonly Bid[];
  /** No bid up to this event number is missing from `bids`; -1 while nothing is known. */
  readonly throughSeq: number;
  /** The item's `bid_count` and `retractions` at `throughSeq`. */
  readonly throughCount: number;
  readonly throughRetractions: number;
  /** Broadcasts that wait for one before them. */
  readonly held: readonly NewBid[];
  /** What was the reader's own of the item when it was last asked for. */
  readonly yours: Yours | null;
}

/** A view after the first answer to `watch`. */
export type KnownView = ItemView & { readonly item: Item };

export const EMPTY_VIEW: ItemView = {
  item: null,
  bids: [],
  throughSeq: -1,
  throughCount: 0,
  throughRetractions: 0,
  held: [],
  yours: null,
};

/** Whether a broadcast is missing: heard of, but not heard. */
export function hasGap(view: ItemView): boolean {
  return view.held.length > 0 || (view.item !== null && view.item.seq > view.throughSeq);
}

/** Take in a `new_bid` broadcast. */
export function foldNewBid(view: ItemView, message: NewBid): ItemView {
  if (message.seq <= view.throughSeq) return view;
  const item = view.item && withFigures(view.item, message);
  const held = [...view.held, message].sort((a, b) => a.from_seq - b.from_seq).slice(0, HELD_MAX);
  return settle({ ...view, item, held });
}

/** Take in an `item` broadcast. One of the same seq is taken: it says more than the figures did. */
export function foldItem(view: ItemView, item: Item): ItemView {
  if (view.item && item.seq < view.item.seq) return view;
  return settle({ ...view, item });
}

/** Take in the answer to `watch`; `since` is the event number that was sent with it, if any. */
export function foldWatchAnswer(view: ItemView, answer: WatchAnswer, since?: number): ItemView {
  // The server knows less than it once told: its stores were restored. Its word counts, not ours.
  const restored = since !== undefined && answer.item.seq < since;
  const known = restored ? EMPTY_VIEW : view;
  if (answer.item.seq < known.throughSeq) return view;
  const extendsKnown = since !== undefined && answer.complete && !restored;
  return settle({
    item: known.item && known.item.seq > answer.item.seq ? known.item : answer.item,
    bids: merge(extendsKnown ? known.bids : [], answer.bids, answer.retracted),
    throughSeq: answer.item.seq,
    throughCount: answer.item.bid_count,
    throughRetractions: answer.item.retractions,
    held: known.held,
    yours: answer.yours,
  });
}

/** Move `throughSeq` as far as what was heard allows. */
function settle(view: ItemView): ItemView {
  const passed = view.throughSeq < 0 ? view : view.held.reduce(passHeld, { ...view, held: [] });
  const { item, throughSeq, throughCount, throughRetractions } = passed;
  if (item === null || throughSeq < 0 || item.seq <= throughSeq) return passed;
  // Other events have numbers too: the same counts prove that no bid is missing, made or taken back.
  const sameBids = item.bid_count === throughCount && item.retractions === throughRetractions;
  return sameBids ? { ...passed, throughSeq: item.seq } : passed;
}

function passHeld(view: ItemView, message: NewBid): ItemView {
  if (message.seq <= view.throughSeq) return view;
  const leavesOut = message.from_seq > view.throughSeq + 1;
  if (leavesOut && message.complete !== false) return { ...view, held: [...view.held, message] };
  return {
    ...view,
    item: view.item && withFigures(view.item, message),
    // Bids that were left out on purpose don't come: the view begins anew, as with a snapshot.
    bids: merge(leavesOut ? [] : view.bids, message.bids, message.retracted),
    throughSeq: message.seq,
    throughCount: message.bid_count,
    throughRetractions: message.retractions,
    held: view.held.filter(({ seq }) => seq > message.seq),
  };
}

function withFigures(item: Item, message: NewBid): Item {
  if (message.seq <= item.seq) return item;
  const { seq, price, minimum, leader, bid_count, retractions, ends_at, reserve_met, remaining, buy_now } = message;
  const figures = { seq, price, minimum, leader, bid_count, retractions, ends_at, reserve_met, remaining, buy_now };
  // Only an open item takes a bid, and a bid takes a fair warning back. Taking one back opens nothing.
  return { ...item, status: message.bids.length > 0 ? "open" : item.status, ...figures };
}

/** Add bids to those that are known, and mark those that were taken back: once gone, a bid stays gone. */
function merge(known: readonly Bid[], more: readonly Bid[], retracted: readonly number[] = []): readonly Bid[] {
  const gone = new Set([...known.filter((bid) => bid.retracted).map((bid) => bid.seq), ...retracted]);
  const bySeq = new Map([...known, ...more].map((bid) => [bid.seq, bid]));
  const latest = [...bySeq.values()].sort((a, b) => a.seq - b.seq).slice(-BIDS_KEPT);
  return latest.map((bid) => (gone.has(bid.seq) && !bid.retracted ? { ...bid, retracted: true } : bid));
}
