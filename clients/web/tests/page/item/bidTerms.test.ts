import { expect, test } from "vitest";
import { parseTerms } from "../../../page/item/bidTerms";
import { item } from "../../../sdk/tests/examples";

const uniform = item(2, { format: "uniform", quantity: 5 });

test("empty fields add no terms", () => {
  expect(parseTerms(item(2), 100, "", "  ")).toEqual({ terms: {} });
});

test("an English bid may have a maximum, which is not below the amount", () => {
  expect(parseTerms(item(2), 100, "9", "")).toEqual({ terms: { maxAmount: 900 } });
  expect(parseTerms(item(2), 901, "9", "")).toEqual({ problem: expect.stringContaining("Your maximum is below") });
  expect(parseTerms(item(2), 100, "much", "")).toEqual({ problem: "That is not an amount. Write it like 12.50." });
});

test("an offer for several units names from one to all of them", () => {
  expect(parseTerms(uniform, 100, "", "5")).toEqual({ terms: { quantity: 5 } });
  for (const units of ["0", "6", "1.5", "x", "1e0", "0x1", "+1", "-1", "05", "1 0", "1_0", "Infinity", "²"]) {
    expect(parseTerms(uniform, 100, "", units)).toEqual({ problem: "Take from 1 to 5 units." });
  }
});

test("a field that the format does not have is ignored", () => {
  expect(parseTerms(uniform, 100, "9", "2")).toEqual({ terms: { quantity: 2 } });
  expect(parseTerms(item(2), 100, "", "2")).toEqual({ terms: {} });
});
