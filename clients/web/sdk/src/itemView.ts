/**
 * A watcher's knowledge of an item: a pure fold of snapshots and broadcasts by `seq`.
 *
 * Broadcasts may be lost, doubled or overtaken. Two things are therefore kept apart: the item's newest fields,
 * and the event number through which its bids are complete. While the fields are ahead of the bids, bids are
 * missing, and `hasGap` is true.
 *
 * A stale message changes nothing: the same view is returned. So does a message of an earlier epoch. A message of a
 * later epoch begins the view anew, because the server may have lost events of the earlier one.
 */

import type { Bid, Item, NewBid, WatchAnswer, Yours } from "./messages/index.js";

/** How many of the latest bids a view keeps; memory stays bounded however long an item is watched. */
export const BIDS_KEPT = 200;

/** How many broadcasts are held until an earlier one arrives; beyond that, `watch` has to fill the gap. */
export const HELD_MAX = 64;

/** A view that has no item before the first answer to `watch`. */
export interface PartialView {
  /** The item with its newest fields. */
  readonly item: Item | null;
  /** The epoch of all event numbers; undefined while it is unknown. */
  readonly epoch: number | undefined;
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
  /** Whether an epoch has begun that may have changed `yours`, so that `watch` has to be sent. */
  readonly isYoursUnknown: boolean;
}

/** An item and its latest bids. */
export type ItemView = PartialView & { readonly item: Item };

export const EMPTY_VIEW: PartialView = {
  item: null,
  epoch: undefined,
  bids: [],
  throughSeq: -1,
  throughBidCount: 0,
  throughRetractions: 0,
  held: [],
  yours: null,
  isYoursUnknown: false,
};

/** Whether bids are missing between the received ones, or fields that only an answer to `watch` has. */
export function hasGap(view: PartialView): boolean {
  return view.isYoursUnknown || view.held.length > 0 || (view.item !== null && view.item.seq > view.throughSeq);
}

/** Take in a `new_bid` message. */
export function foldNewBid(before: PartialView, message: NewBid): PartialView {
  if (isEarlier(message.epoch, before)) return before;
  const view = inEpoch(before, message.epoch);
  if (message.seq <= view.throughSeq) return view;
  const item = view.item && itemAfter(view.item, message);
  const held = [...view.held, message].sort((a, b) => a.from_seq - b.from_seq).slice(0, HELD_MAX);
  return advance({ ...view, item, held });
}

/** Take in an `item` message. One of the same `seq` is taken: it has more fields than `new_bid`. */
export function foldItem(before: PartialView, item: Item): PartialView {
  if (isEarlier(item.epoch, before)) return before;
  const view = inEpoch(before, item.epoch);
  if (view.item && item.seq < view.item.seq) return view;
  return advance({ ...view, item });
}

/** Take in the answer to `watch`; `since` is the event number that was sent with it, if any. */
export function foldWatchAnswer(view: PartialView, answer: WatchAnswer, since?: number): PartialView {
  const { epoch } = answer.item;
  if (isEarlier(epoch, view)) return view;
  // A server without epochs that has fewer events than it had was restored, so the view is wrong.
  const restored = isLater(epoch, view) || (epoch === undefined && since !== undefined && answer.item.seq < since);
  const base = restored ? EMPTY_VIEW : view;
  if (answer.item.seq < base.throughSeq) return view;
  const extendsView = since !== undefined && answer.complete && !restored;
  return advance({
    item: base.item && base.item.seq > answer.item.seq ? base.item : answer.item,
    epoch: epoch ?? base.epoch,
    bids: mergeBids(extendsView ? base.bids : [], answer.bids, answer.retracted),
    throughSeq: answer.item.seq,
    throughBidCount: answer.item.bid_count,
    throughRetractions: answer.item.retractions,
    held: base.held,
    yours: answer.yours,
    isYoursUnknown: false,
  });
}

function isEarlier(epoch: number | undefined, view: PartialView): boolean {
  return epoch !== undefined && view.epoch !== undefined && epoch < view.epoch;
}

function isLater(epoch: number | undefined, view: PartialView): boolean {
  return epoch !== undefined && (view.epoch === undefined || epoch > view.epoch);
}

/** The view itself, or a view at event 0 of a later epoch, of which nothing has been received yet. */
function inEpoch(view: PartialView, epoch: number | undefined): PartialView {
  if (epoch === undefined || !isLater(epoch, view)) return view;
  const empty = { ...EMPTY_VIEW, epoch };
  if (view.item === null) return empty;
  const item = { ...view.item, epoch, seq: 0, bid_count: 0, retractions: 0 };
  return { ...empty, item, throughSeq: 0, isYoursUnknown: view.isYoursUnknown || view.yours !== null };
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
