/**
 * A watcher's knowledge of an item: a pure fold of snapshots and broadcasts by `seq`.
 *
 * Broadcasts may be lost, doubled or overtaken. Two things are therefore kept apart: the item's newest fields,
 * and the event number through which its bids are complete. While the fields are ahead of the bids, bids are
 * missing, and `hasGap` is true.
 *
 * A stale message changes nothing: the same view is returned.
 */

import type { Bid, Item, NewBid, WatchAnswer, Yours } from "./messages";

/** How many of the latest bids a view keeps; memory stays bounded however long an item is watched. */
export const BIDS_KEPT = 200;

/** How many broadcasts are held until an earlier one arrives; beyond that, `watch` has to fill the gap. */
export const HELD_MAX = 64;

/** A view that has no item before the first answer to `watch`. */
export interface PartialView {
  /** The item with its newest fields. */
  readonly item: Item | null;
  /** Oldest first, at most `BIDS_KEPT`. */
  readonly bids: readonly Bid[];
  /** The event number up to which no bid is missing; -1 before the first answer. */
  readonly throughSeq: number;
  /** The item's `bid_count` and `retractions` at `throughSeq`. */
  readonly throughBidCount: number;
  readonly throughRetractions: number;
  /** Broadcasts that are held until an earlier one arrives. */
  readonly held: readonly NewBid[];
  /** The reader's own maximum or offer, as of the last answer to `watch`. */
  readonly yours: Yours | null;
}

/** An item and its latest bids. */
export type ItemView = PartialView & { readonly item: Item };

export const EMPTY_VIEW: PartialView = {
  item: null,
  bids: [],
  throughSeq: -1,
  throughBidCount: 0,
  throughRetractions: 0,
  held: [],
  yours: null,
};

/** Whether bids are missing between those that were received. */
export function hasGap(view: PartialView): boolean {
  return view.held.length > 0 || (view.item !== null && view.item.seq > view.throughSeq);
}

/** Take in a `new_bid` message. */
export function foldNewBid(view: PartialView, message: NewBid): PartialView {
  if (message.seq <= view.throughSeq) return view;
  const item = view.item && itemAfter(view.item, message);
  const held = [...view.held, message].sort((a, b) => a.from_seq - b.from_seq).slice(0, HELD_MAX);
  return advance({ ...view, item, held });
}

/** Take in an `item` message. One of the same `seq` is taken: it has more fields than `new_bid`. */
export function foldItem(view: PartialView, item: Item): PartialView {
  if (view.item && item.seq < view.item.seq) return view;
  return advance({ ...view, item });
}

/** Take in the answer to `watch`; `since` is the event number that was sent with it, if any. */
export function foldWatchAnswer(view: PartialView, answer: WatchAnswer, since?: number): PartialView {
  // The server has fewer events than it had: its stores were restored from a backup, so the view is wrong.
  const restored = since !== undefined && answer.item.seq < since;
  const base = restored ? EMPTY_VIEW : view;
  if (answer.item.seq < base.throughSeq) return view;
  const extendsView = since !== undefined && answer.complete && !restored;
  return advance({
    item: base.item && base.item.seq > answer.item.seq ? base.item : answer.item,
    bids: mergeBids(extendsView ? base.bids : [], answer.bids, answer.retracted),
    throughSeq: answer.item.seq,
    throughBidCount: answer.item.bid_count,
    throughRetractions: answer.item.retractions,
    held: base.held,
    yours: answer.yours,
  });
}

/** Move `throughSeq` as far as the received messages allow. */
function advance(view: PartialView): PartialView {
  const passed = view.throughSeq < 0 ? view : view.held.reduce(passHeld, { ...view, held: [] });
  const { item, throughSeq, throughBidCount, throughRetractions } = passed;
  if (item === null || throughSeq < 0 || item.seq <= throughSeq) return passed;
  // Other events have numbers too: equal counts prove that no bid is missing, neither made nor taken back.
  const sameBids = item.bid_count === throughBidCount && item.retractions === throughRetractions;
  return sameBids ? { ...passed, throughSeq: item.seq } : passed;
}

function passHeld(view: PartialView, message: NewBid): PartialView {
  if (message.seq <= view.throughSeq) return view;
  const leaps = message.from_seq > view.throughSeq + 1;
  if (leaps && message.complete !== false) return { ...view, held: [...view.held, message] };
  return {
    ...view,
    item: view.item && itemAfter(view.item, message),
    // Bids that were left out on purpose never come: the view begins anew, as with a snapshot.
    bids: mergeBids(leaps ? [] : view.bids, message.bids, message.retracted),
    throughSeq: message.seq,
    throughBidCount: message.bid_count,
    throughRetractions: message.retractions,
    held: view.held.filter(({ seq }) => seq > message.seq),
  };
}

function itemAfter(item: Item, message: NewBid): Item {
  if (message.seq <= item.seq) return item;
  const { seq, price, minimum, leader, bid_count, retractions, ends_at } = message;
  const { reserve_met, remaining, buy_now, suggestions } = message;
  const numbers = { seq, price, minimum, leader, bid_count, retractions, ends_at };
  const fields = { ...numbers, reserve_met, remaining, buy_now, suggestions };
  // Only an open item takes a bid, and a bid ends a fair warning. A retraction opens nothing.
  return { ...item, status: message.bids.length > 0 ? "open" : item.status, ...fields };
}

/** Add bids to those that a view has, and mark those that were taken back: a retraction is final. */
function mergeBids(before: readonly Bid[], added: readonly Bid[], retracted: readonly number[] = []): readonly Bid[] {
  const gone = new Set([...before.filter((bid) => bid.retracted).map((bid) => bid.seq), ...retracted]);
  const bySeq = new Map([...before, ...added].map((bid) => [bid.seq, bid]));
  const latest = [...bySeq.values()].sort((a, b) => a.seq - b.seq).slice(-BIDS_KEPT);
  return latest.map((bid) => (gone.has(bid.seq) && !bid.retracted ? { ...bid, retracted: true } : bid));
}
