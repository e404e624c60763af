import { expect, test } from "vitest";
import { hasField } from "../../../console/setup/itemFields";
import { nextLot } from "../../../console/setup/itemForm";
import { withoutDefaults } from "../../../console/setup/saleForm";

test("a form shows the fields of the format", () => {
  expect(hasField("reserve", "english", "")).toBe(true);
  expect(hasField("reserve", "dutch", "")).toBe(false);
  expect(hasField("floor_price", "dutch", "")).toBe(true);
  expect(hasField("title", "fixed", "")).toBe(true);
});

test("the fields of late bids are shown where they have an effect", () => {
  expect(hasField("soft_close.policy", "english", "")).toBe(true);
  expect(hasField("soft_close.window_ms", "english", "")).toBe(false);
  expect(hasField("soft_close.window_ms", "english", "add")).toBe(true);
  expect(hasField("soft_close.extensions_max", "english", "add")).toBe(false);
  expect(hasField("soft_close.extensions_max", "english", "capped")).toBe(true);
});

test("the next lot has the next number", () => {
  expect([nextLot("12"), nextLot("12A"), nextLot(null)]).toEqual(["13", "13", ""]);
});

test("a sale's fields that have no effect are the same as absent ones", () => {
  const names = ["title", "approval", "fees.premium", "fees.price_tax", "sequence.gap_s", "on_outage"];
  const sale = { title: "A", approval: false, fees: { premium: [], price_tax: 0 }, on_outage: "extend", bid_cap: null };
  expect(withoutDefaults(sale, names)).toEqual({ title: "A" });
  expect(withoutDefaults({ sequence: { gap_s: 0 } }, names)).toEqual({ sequence: { gap_s: 0 } });
});
