import { expect, test } from "vitest";
import { buttonText, buyNowOf, intentOf, mostOf, type Entry, type Intent, type OwnPosition } from "../../../../page/item/bidding/intent";
import { formatMoney } from "../../../../ui/money";
import type { Item } from "auction-client";
import { item } from "../../../../sdk/tests/examples";

const euros = (amount: number) => formatMoney(amount, "EUR");
const NONE: OwnPosition = { leads: false, amount: null };
const LEADS: OwnPosition = { leads: true, amount: 500 };
const uniform = item(2, { format: "uniform", quantity: 5 });

function read(of: Item, entry: Partial<Entry> = {}, own: OwnPosition = NONE) {
  return intentOf(of, { amount: "", maximum: "", units: "", ...entry }, own);
}

function words(of: Item, entry: Partial<Entry> = {}, own: OwnPosition = NONE): string {
  return buttonText(of, read(of, entry, own) as Intent);
}

test("an empty field means the minimum, and adds no terms", () => {
  expect(read(item(3), { amount: "  " })).toEqual({ act: "bid", amount: 200, terms: {} });
  expect(read(item(3), { amount: "12.5" })).toEqual({ act: "bid", amount: 1_250, terms: {} });
});

test("an English bid may have a maximum, which is not below the amount", () => {
  expect(read(item(3), { maximum: "9" })).toEqual({ act: "bid", amount: 200, terms: { maxAmount: 900 } });
  expect(read(item(3), { amount: "9.01", maximum: "9" })).toEqual({ problem: `Your maximum is below ${euros(901)}.` });
  expect(read(item(3), { maximum: "much" })).toEqual({ problem: "That is not an amount. Write it like 12.50." });
});

test("a leader is not made to bid against themselves, and may raise their maximum", () => {
  expect(read(item(3), {}, LEADS)).toBeNull();
  expect(read(item(3), { amount: "7" }, LEADS)).toBeNull();
  expect(read(item(3), { maximum: "9" }, LEADS)).toEqual({ act: "raise", amount: 200, terms: { maxAmount: 900 } });
  expect(read(item(3), { maximum: "5" }, LEADS)).toEqual({
    problem: `Your maximum is ${euros(500)} already. Only a higher one changes it.`,
  });
});

test("a leader may bid towards a reserve that is not met", () => {
  expect(read(item(3, { reserve_met: false }), {}, LEADS)).toMatchObject({ act: "towardsReserve", amount: 200 });
});

test("a raise never names an amount above its maximum", () => {
  const far = item(3, { minimum: 5_000 });
  expect(read(far, { maximum: "40" }, LEADS)).toMatchObject({ amount: 4_000, terms: { maxAmount: 4_000 } });
});

test("an empty field never lowers an offer that is in", () => {
  const sealed = item(2, { format: "sealed_first" });
  expect(read(sealed, {}, { leads: false, amount: 700 })).toBeNull();
  expect(read(uniform, { units: "3" }, { leads: false, amount: 700 })).toBeNull();
  expect(read(sealed, { amount: "8" }, { leads: false, amount: 700 })).toMatchObject({ act: "replace", amount: 800 });
});

test("an offer for several units names from one to all of them", () => {
  expect(read(uniform, { units: "5" })).toMatchObject({ terms: { quantity: 5 } });
  for (const units of ["0", "6", "1.5", "x", "1e0", "0x1", "+1", "-1", "05", "1 0", "1_0", "Infinity", "²"]) {
    expect(read(uniform, { units })).toEqual({ problem: "Choose from 1 to 5 units." });
  }
});

test("a field that the format does not have is ignored", () => {
  expect(read(uniform, { maximum: "9", units: "2" })).toMatchObject({ terms: { quantity: 2 } });
  expect(read(item(2), { units: "2" })).toMatchObject({ terms: {} });
  expect(read(item(2, { format: "fixed" }), { amount: "9" })).toMatchObject({ amount: 100 });
});

test("the button says what a press does", () => {
  expect(words(item(3))).toBe(`Bid ${euros(200)}`);
  expect(words(item(3), { maximum: "300" })).toBe(`Bid ${euros(200)}, up to ${euros(30_000)}`);
  expect(words(item(3), { maximum: "300" }, LEADS)).toBe(`Raise my maximum to ${euros(30_000)}`);
  expect(words(item(3, { reserve_met: false }), {}, LEADS)).toBe(`Bid ${euros(200)} towards the reserve`);
  expect(words(item(2, { format: "sealed_first" }))).toBe(`Offer ${euros(100)}`);
  expect(words(uniform, { amount: "3", units: "2" }, { leads: false, amount: 200 })).toBe(
    `Replace my offer by 2 × ${euros(300)}`,
  );
  expect(words(item(2, { format: "dutch" }))).toBe(`Take it for ${euros(100)}`);
  expect(words(item(2, { format: "fixed", quantity: 5 }), { units: "3" })).toBe(`Buy 3 for ${euros(300)}`);
});

test("an amount that reaches the price of a purchase is one, and costs no more than it", () => {
  const sold = item(3, { buy_now: 2_000 });
  const bought = read(sold, { amount: "25" }) as Intent;
  expect([bought.act, mostOf(sold, bought)]).toEqual(["buyNow", 2_000]);
  expect(buyNowOf(sold)).toEqual({ act: "buyNow", amount: 2_000, terms: {} });
  expect(buyNowOf(item(3))).toBeNull();
});
