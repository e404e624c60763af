import type { SaleItem } from "auction-client";
import { expect, test } from "vitest";
import { keepOrder, keptOrder, neighboursIn } from "../../../page/looking/saleOrders";

const sale = (...ids: string[]) => ({
  items: new Map(ids.map((id) => [id, { item_id: id, status: id === "gone" ? "deleted" : "open" } as SaleItem])),
});

test("an item has the neighbours of its sale's order, without deleted ones", () => {
  keepOrder("spring", sale("a", "gone", "b", "c"));
  const order = keptOrder("spring") ?? [];
  expect(neighboursIn(order, "a")).toEqual({ previous: undefined, next: "b" });
  expect(neighboursIn(order, "b")).toEqual({ previous: "a", next: "c" });
  expect(neighboursIn(order, "z")).toEqual({ previous: undefined, next: undefined });
});

test("few orders are kept, the latest ones", () => {
  for (const id of ["s1", "s2", "s3", "s4", "s5"]) keepOrder(id, sale("a"));
  expect(keptOrder("s1")).toBeUndefined();
  expect(keptOrder("s5")).toEqual(["a"]);
});
