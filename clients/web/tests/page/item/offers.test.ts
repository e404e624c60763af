import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { BidderRest, Item, ItemView } from "auction-client";
import { areMissing, offers } from "../../../page/item/offers";
import { EMPTY_VIEW } from "../../../sdk/src/itemView";
import { bids, item } from "../../../sdk/tests/examples";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function view(more: Partial<Item>): ItemView {
  return { ...EMPTY_VIEW, item: item(4, { format: "sealed_first", status: "sold", ...more }) };
}

test("the offers are missing from a view that was begun after the close", () => {
  expect(areMissing(view({}))).toBe(true);
  expect(areMissing(view({ status: "open" }))).toBe(false);
  expect(areMissing(view({ bid_count: 0 }))).toBe(false);
  expect(areMissing(view({ format: "english" }))).toBe(false);
  expect(areMissing({ ...view({}), bids: bids(3, 4) })).toBe(false);
});

test("they are read once, oldest first, and again if the archive does not have them yet", async () => {
  const answers = [[], [...bids(3, 4)].reverse()];
  const read = vi.fn(async () => ({ ok: true, bids: answers.shift(), next_before: null }));
  let changes = 0;
  const archived = offers({ catalogue: { bids: read } } as unknown as BidderRest, "lamp", () => changes++);
  for (let times = 0; times < 3; times++) expect(archived.shownIn(view({})).bids).toEqual([]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect([read.mock.calls.length, changes]).toEqual([2, 1]);
  expect(archived.shownIn(view({})).bids).toEqual(bids(3, 4));
});
