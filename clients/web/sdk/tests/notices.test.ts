import { expect, test } from "vitest";
import type { Outbid } from "../src";
import { NOTICES_KEPT, SeenNotices } from "../src/notices";

const outbid = (seq: number, epoch?: number, item_id = "lamp") =>
  ({ item_id, seq, price: 200, minimum: 210, ...(epoch === undefined ? {} : { epoch }) }) as Outbid;
const lost = (bid_id: string, item_id = "lamp") => ({ item_id, bid_id, amount: 200, epoch: 1, seq: 4 });

test("an outbid counts only above the last one of its item", () => {
  const seen = new SeenNotices();
  const sent = [outbid(4, 1), outbid(4, 1), outbid(3, 1), outbid(6, 1), outbid(5, 1), outbid(4, 1, "vase")];
  expect(sent.map((each) => seen.isNewOutbid(each))).toEqual([true, false, false, true, false, true]);
});

test("an outbid of a later epoch counts at any number", () => {
  const seen = new SeenNotices();
  const sent = [outbid(9, 1), outbid(4, 2), outbid(10, 1)];
  expect(sent.map((each) => seen.isNewOutbid(each))).toEqual([true, true, false]);
});

test("an outbid of a server without epochs is compared by its number", () => {
  const seen = new SeenNotices();
  expect([outbid(4), outbid(4), outbid(5)].map((each) => seen.isNewOutbid(each))).toEqual([true, false, true]);
});

test("a lost bid is named once", () => {
  const seen = new SeenNotices();
  const sent = [lost("b1"), lost("b1"), lost("b2"), lost("b1", "vase")];
  expect(sent.map((each) => seen.isNewLoss(each))).toEqual([true, false, true, true]);
});

test("a bounded number of notices is remembered", () => {
  const seen = new SeenNotices();
  for (let number = 0; number <= NOTICES_KEPT; number++) seen.isNewLoss(lost(`b${number}`));
  expect(seen.isNewLoss(lost(`b${NOTICES_KEPT}`))).toBe(false);
  expect(seen.isNewLoss(lost("b0"))).toBe(true);
});

test("another user's notices are all new, and those of the same user are not", () => {
  const seen = new SeenNotices();
  seen.setUser("ann");
  seen.isNewOutbid(outbid(5));
  seen.setUser("ann");
  expect(seen.isNewOutbid(outbid(5))).toBe(false);
  seen.setUser("bob");
  expect(seen.isNewOutbid(outbid(5))).toBe(true);
});
