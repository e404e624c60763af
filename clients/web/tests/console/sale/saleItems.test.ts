import { expect, test } from "vitest";
import type { SaleItem } from "auction-client";
import { firstToRun, isInPart, neighbour, standing, upToDate } from "../../../console/sale/saleItems";
import { item } from "../items";

const state = (fields: Partial<SaleItem>): SaleItem => ({
  item_id: "lamp",
  epoch: 0,
  seq: 5,
  status: "sold",
  price: 500,
  minimum: 510,
  leader: "Ann#a",
  bid_count: 3,
  ends_at: null,
  ...fields,
});
const lots = [
  item({ item_id: "a", status: "sold" }),
  item({ item_id: "b", status: "scheduled" }),
  item({ item_id: "c", status: "unsold" }),
  item({ item_id: "d", status: "open" }),
];

test("the feed's state replaces an older one, and a later epoch any", () => {
  expect(upToDate(item({ seq: 4 }), state({}))).toMatchObject({ price: 500, status: "sold", title: "A lamp" });
  expect(upToDate(item({ seq: 6 }), state({})).price).toBe(100);
  expect(upToDate(item({ seq: 6 }), state({ epoch: 1, seq: 2 })).price).toBe(500);
  expect(upToDate(item(), undefined).price).toBe(100);
});

test("a sold lot is its winner's, who after an award is not the one who led", () => {
  const winners = [{ bidder: "Bob#b", amount: 90, quantity: 1 }];
  expect(standing(item({ leader: "Ann#a", price: 100 }))).toEqual({ bidder: "Ann#a", price: 100 });
  expect(standing(item({ leader: "Ann#a", price: 100, status: "sold", winners }))).toEqual({ bidder: "Bob#b", price: 90 });
});

test("a live lot is run first, else the next one, else the last", () => {
  expect(firstToRun(lots)?.item_id).toBe("d");
  expect(firstToRun(lots.slice(0, 3))?.item_id).toBe("b");
  expect(firstToRun(lots.slice(0, 1))?.item_id).toBe("a");
  expect(firstToRun([])).toBeUndefined();
});

test("the next lot may have to be one that has not ended", () => {
  expect(neighbour(lots, "b", 1)?.item_id).toBe("c");
  expect(neighbour(lots, "b", 1, true)?.item_id).toBe("d");
  expect(neighbour(lots, "d", 1)).toBeUndefined();
  expect(neighbour(lots, "b", -1)?.item_id).toBe("a");
  expect(neighbour(lots, "nothing", 1)).toBeUndefined();
});

test("a lot is found by its number and words", () => {
  expect(isInPart(item({ lot: "12", title: "Brass lamp" }), "all", "12 lamp")).toBe(true);
  expect(isInPart(item({ lot: "12", title: "Brass lamp" }), "all", "clock")).toBe(false);
  expect(isInPart(item({ status: "paused" }), "live", "")).toBe(true);
  expect(isInPart(item({ status: "paused" }), "toCome", "")).toBe(false);
});
