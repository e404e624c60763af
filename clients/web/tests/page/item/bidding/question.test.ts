import { expect, test } from "vitest";
import { implausibleQuestion, questionOf } from "../../../../page/item/bidding/question";
import type { Intent } from "../../../../page/item/bidding/intent";
import { formatMoney } from "../../../../ui/money";
import { item } from "../../../../sdk/tests/examples";

const euros = (amount: number) => formatMoney(amount, "EUR");
const bid = (amount: number, maxAmount?: number): Intent => ({
  act: "bid",
  amount,
  terms: maxAmount === undefined ? {} : { maxAmount },
});

test("a purchase is asked about once, and named by its price", () => {
  expect(questionOf(item(3, { buy_now: 2_000 }), { act: "buyNow", amount: 2_500, terms: {} })).toContain(euros(2_000));
});

test("an amount far above the minimum is asked about, and others are not", () => {
  expect(questionOf(item(3), bid(2_000))).toBeNull();
  expect(questionOf(item(3), bid(2_001))).toContain(`${euros(2_001)} is far above the minimum of ${euros(200)}`);
});

test("a hidden maximum has more room, and an estimate gives more", () => {
  expect(questionOf(item(3), bid(200, 10_000))).toBeNull();
  expect(questionOf(item(3), bid(200, 10_001))).toContain(euros(10_001));
  expect(questionOf(item(3, { estimate_high: 8_000 }), bid(16_000))).toBeNull();
  expect(questionOf(item(3, { estimate_high: 8_000 }), bid(16_001))).not.toBeNull();
});

test("a mistyped amount is asked about although it has a plausible maximum", () => {
  expect(questionOf(item(3), bid(2_001, 9_000))).not.toBeNull();
});

test("a price that the house names is not asked about", () => {
  expect(questionOf(item(2, { format: "fixed" }), { act: "buy", amount: 100_000, terms: {} })).toBeNull();
});

test("the server's refusal is asked about with its limit", () => {
  const refusal = { code: "implausible", message: "", limit: 1_000, minimum: 200, price: 100 };
  expect(implausibleQuestion(item(3), bid(1_500), refusal)).toContain(`${euros(1_500)} is above ${euros(1_000)}`);
});
