import { expect, test } from "vitest";
import type { SaleAnswer, SaleItem, SaleMessage } from "../src";
import { AHEAD_MAX, foldFirstPage, foldPage, foldSaleMessage, saleHasGap, type SaleView } from "../src/sales/saleView";

const YOURS = { max_amount: 500, quantity: 1 };

function row(itemId: string, seq: number, more: Partial<SaleItem> = {}): SaleItem {
  const fixed = { epoch: 0, status: "open" as const, minimum: 0, leader: null, bid_count: 0, ends_at: null };
  return { item_id: itemId, seq, price: seq, ...fixed, ...more };
}

function page(number: number, items: SaleItem[], more: Partial<SaleAnswer> = {}): SaleAnswer {
  return { auction_id: "sale", feed: "a", number, as_of: 100, items, next_after: null, yours: {}, ...more };
}

function message(number: number, items: SaleItem[], more: Partial<SaleMessage> = {}): SaleMessage {
  return { auction_id: "sale", feed: "a", number, as_of: 100 + number, items, ...more };
}

const begun = (number = 5): SaleView => foldFirstPage(null, page(number, [row("lamp", 3)]));
const fold = (...messages: SaleMessage[]): SaleView => messages.reduce(foldSaleMessage, begun());

test("the later state of an item counts, and one of a later epoch replaces any", () => {
  const view = fold(message(6, [row("lamp", 5)]), message(7, [row("lamp", 4)]));
  expect(view.items.get("lamp")?.seq).toBe(5);
  expect(foldSaleMessage(view, message(8, [row("lamp", 1, { epoch: 1 })])).items.get("lamp")?.seq).toBe(1);
});

test("the next message advances the position, and one that is missing leaves a gap that it closes", () => {
  expect(fold(message(6, []))).toMatchObject({ number: 6, asOf: 106 });
  const gap = fold(message(7, [row("lamp", 9)]));
  expect([gap.number, saleHasGap(gap), gap.items.get("lamp")?.seq]).toEqual([5, true, 9]);
  const closed = foldSaleMessage(gap, message(6, []));
  expect([closed.number, saleHasGap(closed)]).toEqual([7, false]);
});

test("an old message changes nothing, and a message of another feed leaves a gap", () => {
  expect(fold(message(4, []))).toMatchObject({ number: 5 });
  expect(saleHasGap(fold(message(6, [], { feed: "b" })))).toBe(true);
});

test("more messages after a missing one than are remembered count as missing", () => {
  const numbers = Array.from({ length: AHEAD_MAX + 1 }, (_, index) => 7 + index);
  const view = fold(...numbers.map((number) => message(number, [])), message(6, []));
  expect([view.isLost, saleHasGap(foldFirstPage(view, page(200, [])))]).toEqual([true, false]);
});

test("an answer closes a gap, and keeps the messages that came before it and are later", () => {
  const view = foldFirstPage(fold(message(7, []), message(9, [])), page(8, []));
  expect([view.number, saleHasGap(view)]).toEqual([9, false]);
  expect(foldFirstPage(view, page(2, [], { feed: "b" }))).toMatchObject({ feed: "b", number: 2 });
});

test("a message after a recovery completes a client that knows everything before its since, and no other", () => {
  const recovered = message(40, [row("vase", 2)], { feed: "b", since: 100 });
  expect(fold(recovered)).toMatchObject({ feed: "b", number: 40, isLost: false });
  expect(saleHasGap(fold({ ...recovered, since: 101 }))).toBe(true);
  expect(saleHasGap(fold(message(7, []), recovered))).toBe(true);
});

test("an own maximum is that of the last page with its item, and is forgotten when the leader changes", () => {
  const own = foldPage(begun(), page(5, [row("lamp", 3), row("vase", 1)], { yours: { lamp: YOURS, vase: YOURS } }));
  const outbid = foldSaleMessage(own, message(6, [row("lamp", 4, { leader: "Ben#b" })]));
  expect([...outbid.yours.keys()]).toEqual(["vase"]);
  expect(foldPage(own, page(5, [row("vase", 1)])).yours.has("vase")).toBe(false);
});
