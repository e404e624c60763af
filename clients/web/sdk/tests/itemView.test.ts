import { describe, expect, test } from "vitest";
import {
  BIDS_KEPT,
  EMPTY_VIEW,
  foldItem,
  foldNewBid,
  foldWatchAnswer,
  hasGap,
  HELD_MAX,
  type PartialView,
} from "../src/itemView";
import { bids, item, newBid, takenBack, watchAnswer } from "./examples";

const seqs = (view: PartialView) => view.bids.map((each) => each.seq);
const watched = (seq: number) => foldWatchAnswer(EMPTY_VIEW, watchAnswer(seq));

describe("broadcasts in order", () => {
  test("a bid updates the item and is added to the bids", () => {
    const view = foldNewBid(watched(4), newBid(5));
    expect(view.item).toMatchObject({ seq: 5, price: 300, minimum: 400, bid_count: 3 });
    expect(seqs(view)).toEqual([3, 4, 5]);
    expect(hasGap(view)).toBe(false);
  });

  test("one broadcast may carry many bids", () => {
    expect(seqs(foldNewBid(watched(3), newBid(4, 7)))).toEqual([3, 4, 5, 6, 7]);
  });

  test("a broadcast that overlaps the view adds only the new bids", () => {
    expect(seqs(foldNewBid(watched(4), newBid(3, 6)))).toEqual([3, 4, 5, 6]);
  });

  test("a late bid brings the moved end with it", () => {
    expect(foldNewBid(watched(3), newBid(4, 5, { ends_at: 90_000 })).item?.ends_at).toBe(90_000);
  });

  test("a bid ends a fair warning", () => {
    const warned = foldItem(watched(3), item(4, { status: "closing", bid_count: 1 }));
    expect(foldNewBid(warned, newBid(5)).item?.status).toBe("open");
  });

  test("no more than the latest bids are kept", () => {
    const view = foldNewBid(watched(3), newBid(4, BIDS_KEPT + 10));
    expect(view.bids).toHaveLength(BIDS_KEPT);
    expect(view.bids.at(-1)?.seq).toBe(BIDS_KEPT + 10);
  });
});

describe("stale and doubled messages", () => {
  test("a repeated bid changes nothing", () => {
    const view = foldNewBid(watched(4), newBid(5));
    expect(foldNewBid(view, newBid(5))).toBe(view);
    expect(foldNewBid(view, newBid(4))).toBe(view);
  });

  test("an item of a lower seq changes nothing", () => {
    const view = watched(5);
    expect(foldItem(view, item(4, { status: "paused" }))).toBe(view);
  });

  test("an item of the same seq is taken, because it has more fields", () => {
    expect(foldItem(watched(5), item(5, { status: "sold" })).item?.status).toBe("sold");
  });

  test("a bid that arrives after the outcome does not open the item again", () => {
    const sold = foldItem(watched(3), item(5, { status: "sold", bid_count: 2, price: 200 }));
    const view = foldNewBid(sold, newBid(4, 5, { bids: bids(4, 4), bid_count: 2 }));
    expect(view.item?.status).toBe("sold");
    expect(seqs(view)).toEqual([3, 4]);
    expect(hasGap(view)).toBe(false);
  });

  test("an answer that broadcasts have overtaken changes nothing", () => {
    const view = foldNewBid(watched(4), newBid(5, 8));
    expect(foldWatchAnswer(view, watchAnswer(6, 4, { complete: false }), 4)).toBe(view);
  });
});

describe("gaps", () => {
  test("a broadcast from beyond the next event leaves a gap, yet its price is shown at once", () => {
    const view = foldNewBid(watched(4), newBid(6));
    expect(hasGap(view)).toBe(true);
    expect(view.item?.price).toBe(400);
    expect(seqs(view)).toEqual([3, 4]);
  });

  test("the missing broadcast closes the gap, and the held ones follow", () => {
    const late = [newBid(8), newBid(6, 7), newBid(5)];
    const view = late.reduce(foldNewBid, watched(4));
    expect(seqs(view)).toEqual([3, 4, 5, 6, 7, 8]);
    expect(hasGap(view)).toBe(false);
    expect(view.held).toEqual([]);
  });

  test("an older bid that closes a gap does not lower the price", () => {
    const view = [newBid(6), newBid(5)].reduce(foldNewBid, watched(4));
    expect(view.item).toMatchObject({ seq: 6, price: 400 });
  });

  test("an event that is no bid leaves no gap", () => {
    const paused = foldItem(watched(4), item(5, { status: "paused", bid_count: 2 }));
    expect(hasGap(paused)).toBe(false);
    const next = foldNewBid(paused, newBid(6, 6, { bid_count: 3 }));
    expect(hasGap(next)).toBe(false);
    expect(hasGap(foldItem(next, item(7, { status: "paused", bid_count: 3 })))).toBe(false);
  });

  test("an item with more bids than were received leaves a gap", () => {
    expect(hasGap(foldItem(watched(4), item(6)))).toBe(true);
  });

  test("the answer to a new request closes a gap", () => {
    const view = foldWatchAnswer(foldNewBid(watched(4), newBid(6)), watchAnswer(6, 4), 4);
    expect(seqs(view)).toEqual([3, 4, 5, 6]);
    expect(hasGap(view)).toBe(false);
  });

  test("the number of held broadcasts is bounded", () => {
    const messages = Array.from({ length: 500 }, (_, index) => newBid(10 + index));
    expect(messages.reduce(foldNewBid, watched(4)).held.length).toBe(HELD_MAX);
  });
});

describe("bids that were taken back", () => {
  const standing = (view: PartialView) => view.bids.filter((each) => !each.retracted).map((each) => each.seq);

  test("are marked, and the price falls", () => {
    const view = foldNewBid(watched(5), takenBack(6, [4, 5]));
    expect(view.item).toMatchObject({ seq: 6, price: 100, bid_count: 3, retractions: 1 });
    expect([seqs(view), standing(view), hasGap(view)]).toEqual([[3, 4, 5], [3], false]);
  });

  test("open no item that is paused", () => {
    const paused = foldItem(watched(5), item(6, { status: "paused", bid_count: 3 }));
    expect(foldNewBid(paused, takenBack(7, [5], { bid_count: 3 })).item?.status).toBe("paused");
  });

  test("are missing when only the item shows the retraction", () => {
    const shown = foldItem(watched(5), item(6, { bid_count: 3, retractions: 1, price: 100 }));
    expect([shown.item?.price, hasGap(shown)]).toEqual([100, true]);
    const answer = watchAnswer(6, 6, { item: item(6, { bid_count: 3, retractions: 1 }), retracted: [5] });
    const view = foldWatchAnswer(shown, answer, 5);
    expect([standing(view), hasGap(view)]).toEqual([[3, 4], false]);
  });

  test("leave no gap when the item shows the retraction too", () => {
    const view = foldNewBid(watched(5), takenBack(6, [5]));
    expect(hasGap(foldItem(view, item(6, { bid_count: 3, retractions: 1 })))).toBe(false);
    expect(hasGap(foldItem(view, item(7, { bid_count: 3, retractions: 1, status: "paused" })))).toBe(false);
  });

  test("stay taken back when an earlier message arrives late or twice", () => {
    const view = [takenBack(6, [5]), newBid(5)].reduce(foldNewBid, watched(4));
    expect([seqs(view), standing(view), hasGap(view)]).toEqual([[3, 4, 5], [3, 4], false]);
    const again = foldNewBid(view, newBid(5, 7, { bids: [...bids(5, 5), ...bids(7, 7)], retracted: [5] }));
    expect(standing(again)).toEqual([3, 4, 7]);
  });

  test("come marked with a snapshot", () => {
    const gone = { ...bids(4, 4)[0]!, retracted: true };
    const answer = watchAnswer(5, 2, { bids: [...bids(3, 3), gone], item: item(5, { retractions: 1, bid_count: 2 }) });
    const view = foldWatchAnswer(EMPTY_VIEW, answer);
    expect([standing(view), hasGap(view)]).toEqual([[3], false]);
  });
});

describe("answers to watch", () => {
  test("an incomplete answer replaces the bids", () => {
    const answer = watchAnswer(90, 80, { complete: false });
    const view = foldWatchAnswer(watched(4), answer, 4);
    expect(seqs(view)).toEqual([81, 82, 83, 84, 85, 86, 87, 88, 89, 90]);
    expect(hasGap(view)).toBe(false);
  });

  test("a broadcast that came before the first answer is not lost", () => {
    const view = foldWatchAnswer(foldNewBid(EMPTY_VIEW, newBid(5)), watchAnswer(4));
    expect(view.item).toMatchObject({ seq: 5, price: 300 });
    expect(seqs(view)).toEqual([3, 4, 5]);
  });

  test("an outcome that came before the first answer is not lost", () => {
    const view = foldWatchAnswer(foldItem(EMPTY_VIEW, item(5, { status: "sold", bid_count: 2 })), watchAnswer(4));
    expect(view.item?.status).toBe("sold");
    expect(hasGap(view)).toBe(false);
  });

  test("a server whose stores were restored from a backup replaces the view", () => {
    const view = foldWatchAnswer(watched(9), watchAnswer(4), 9);
    expect(view.item?.seq).toBe(4);
    expect(seqs(view)).toEqual([3, 4]);
    expect(seqs(foldNewBid(view, newBid(5)))).toEqual([3, 4, 5]);
  });
});

test("bids that were left out on purpose leave no gap, and the view begins anew", () => {
  const view = foldWatchAnswer(EMPTY_VIEW, watchAnswer(4));
  const leapt = foldNewBid(view, newBid(90, 99, { complete: false }));
  expect(leapt.bids).toEqual(bids(90, 99));
  expect([leapt.throughSeq, leapt.item?.seq, hasGap(leapt)]).toEqual([99, 99, false]);
  expect(foldNewBid(leapt, newBid(100)).bids).toEqual(bids(90, 100));
});

test("an incomplete broadcast replaces the broadcasts that were held before it", () => {
  const view = foldNewBid(foldWatchAnswer(EMPTY_VIEW, watchAnswer(4)), newBid(7));
  expect(hasGap(view)).toBe(true);
  expect(hasGap(foldNewBid(view, newBid(90, 99, { complete: false })))).toBe(false);
});

test("an incomplete broadcast that follows the view keeps its bids", () => {
  const view = foldWatchAnswer(EMPTY_VIEW, watchAnswer(4));
  expect(foldNewBid(view, newBid(4, 6, { complete: false })).bids).toEqual(bids(3, 6));
});

test("the view ends correct, however broadcasts are lost, doubled and shuffled", () => {
  for (let seed = 1; seed <= 500; seed++) {
    const random = randomFrom(seed);
    const last = 3 + Math.floor(random() * 30);
    let view = watched(2);
    for (const message of disturbed(last, random)) {
      view = foldNewBid(view, message);
      expect(seqs(view)).toEqual([...seqs(view)].sort((a, b) => a - b));
      expect(view.throughSeq).toBe(view.bids.at(-1)?.seq ?? 2);
    }
    const since = view.throughSeq;
    if (hasGap(view) || view.throughSeq < last) view = foldWatchAnswer(view, watchAnswer(last, since), since);
    expect(view.item).toEqual(item(last));
    expect(view.bids).toEqual(bids(3, last));
    expect(hasGap(view)).toBe(false);
  }
});

/** Broadcasts of the bids 3 to `last`, up to four in each; some are lost, some doubled, all shuffled. */
function disturbed(last: number, random: () => number) {
  const sent = [];
  for (let from = 3; from <= last; ) {
    const to = Math.min(last, from + Math.floor(random() * 4));
    const copies = Math.floor(random() * 3);
    for (let copy = 0; copy < copies; copy++) sent.push({ message: newBid(from, to), at: from + random() * 6 });
    from = to + 1;
  }
  return sent.sort((a, b) => a.at - b.at).map(({ message }) => message);
}

/** A generator of the same random numbers in every run (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
