import { describe, expect, test } from "vitest";
import { EMPTY_VIEW, foldItem, foldNewBid, foldWatchAnswer, hasGap, type PartialView } from "../src/itemView";
import { item, newBid, watchAnswer } from "./examples";

const seqs = (view: PartialView) => view.bids.map((each) => each.seq);

describe("epochs", () => {
  const epoch1 = (seq: number) => foldWatchAnswer(EMPTY_VIEW, watchAnswer(seq, 2, { item: item(seq, { epoch: 1 }) }));

  test("an item of a later epoch replaces a view with higher numbers", () => {
    const view = foldItem(epoch1(6), item(4, { epoch: 2 }));
    expect(view.item).toMatchObject({ epoch: 2, seq: 4, price: 200 });
    expect(seqs(view)).toEqual([]);
    expect([view.throughSeq, hasGap(view)]).toEqual([0, true]);
  });

  test("a whole item of a later epoch leaves no gap", () => {
    const latest = foldNewBid(epoch1(6), newBid(3, 4, { epoch: 2, complete: false }));
    const view = foldItem(latest, item(4, { epoch: 2, status: "paused" }));
    expect(seqs(view)).toEqual([3, 4]);
    expect([view.item?.status, hasGap(view)]).toEqual(["paused", false]);
  });

  test("a bid of a later epoch shows its price and leaves a gap before it", () => {
    const view = foldNewBid(epoch1(6), newBid(4, 4, { epoch: 2 }));
    expect(view.item).toMatchObject({ epoch: 2, price: 200 });
    expect([view.throughSeq, hasGap(view)]).toEqual([0, true]);
  });

  test("messages and answers of an earlier epoch are stale", () => {
    const view = foldItem(epoch1(6), item(4, { epoch: 2 }));
    expect(foldNewBid(view, newBid(7, 7, { epoch: 1 }))).toBe(view);
    expect(foldItem(view, item(7, { epoch: 1 }))).toBe(view);
    expect(foldWatchAnswer(view, watchAnswer(7, 6, { item: item(7, { epoch: 1 }) }), 6)).toBe(view);
  });

  test("an answer of a later epoch replaces the view even if it claims to be complete", () => {
    const view = foldWatchAnswer(epoch1(6), watchAnswer(4, 3, { item: item(4, { epoch: 2 }) }), 3);
    expect(seqs(view)).toEqual([4]);
    expect([view.item?.seq, hasGap(view)]).toEqual([4, false]);
  });

  test("an answer that was overtaken within an epoch moves the item not back", () => {
    const view = foldNewBid(epoch1(4), newBid(5, 5, { epoch: 1 }));
    const late = watchAnswer(4, 2, { item: item(4, { epoch: 1 }), complete: false });
    expect(foldWatchAnswer(view, late, 9).item?.seq).toBe(5);
  });

  test("a broadcast of an earlier epoch that came before the first answer is dropped with it", () => {
    const early = foldNewBid(EMPTY_VIEW, newBid(7, 7, { epoch: 1 }));
    const view = foldWatchAnswer(early, watchAnswer(4, 2, { item: item(4, { epoch: 2 }) }));
    expect([view.item?.price, hasGap(view)]).toEqual([200, false]);
  });

  test("messages without an epoch count as of the known one", () => {
    const view = foldItem(foldNewBid(epoch1(4), newBid(5)), item(6, { bid_count: 3, status: "paused" }));
    expect([view.epoch, view.item?.status, hasGap(view)]).toEqual([1, "paused", false]);
  });

  test("the reader's own maximum is unknown in a later epoch until the next answer", () => {
    const yours = { max_amount: 900, quantity: 1 };
    const before = foldWatchAnswer(EMPTY_VIEW, watchAnswer(6, 2, { item: item(6, { epoch: 1 }), yours }));
    const latest = foldNewBid(before, newBid(3, 4, { epoch: 2, complete: false }));
    expect([latest.yours, hasGap(latest)]).toEqual([null, true]);
    const view = foldWatchAnswer(latest, watchAnswer(4, 4, { item: item(4, { epoch: 2 }), yours }), 4);
    expect([view.yours, hasGap(view)]).toEqual([yours, false]);
  });
});
