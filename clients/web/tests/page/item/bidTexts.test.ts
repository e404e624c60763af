import { expect, test } from "vitest";
import { moodOf, resultText, yoursText } from "../../../page/item/bidTexts";
import { formatMoney } from "../../../ui/money";
import type { BidAnswer, BidResult } from "auction-client";
import { item } from "../../../sdk/tests/examples";

const money = (amount: number) => formatMoney(amount, "EUR");
const ANSWER: BidAnswer = { bid_id: "b1", item_id: "lamp", seq: 3, price: 100, minimum: 110, leading: true, ends_at: null };
const accepted = (more: Partial<BidAnswer> = {}): BidResult => ({
  outcome: "accepted",
  bidId: "b1",
  answer: { ...ANSWER, ...more },
});

test("an accepted bid leads, or is outbid at once by a hidden maximum", () => {
  expect(resultText(accepted(), item(2), 100, {})).toBe(`Accepted: you lead at ${money(100)}.`);
  const outbid = resultText(accepted({ leading: false, price: 110 }), item(2), 100, {});
  expect(outbid).toBe(`Outbid at once by a higher maximum, at ${money(110)}.`);
});

test("a sealed bid and a purchase are answered in their own words", () => {
  const sealed = resultText(accepted(), item(2, { format: "sealed_first" }), 700, {});
  expect(sealed).toContain(`Your sealed bid of ${money(700)} is in.`);
  const bought = resultText(accepted(), item(2, { format: "fixed" }), 100, { quantity: 2 });
  expect(bought).toBe(`Yours: 2 at ${money(100)}.`);
});

test("an unknown outcome is neither good nor bad", () => {
  const refusal = { code: "unanswered", message: "" };
  const unknown: BidResult = { outcome: "unknown", bidId: "b1", refusal };
  expect(resultText(unknown, item(2), 100, {})).toBe(`No answer yet: your bid of ${money(100)} may or may not stand.`);
  expect([accepted(), unknown, { ...unknown, outcome: "refused" as const }].map(moodOf)).toEqual(["good", "open", "bad"]);
});

test("a secret maximum is shown until the price has reached it", () => {
  expect(yoursText(item(3), { max_amount: 500, quantity: 1 })).toBe(`Your secret maximum: ${money(500)}`);
  expect(yoursText(item(3), { max_amount: 100, quantity: 1 })).toBe("");
  expect(yoursText(item(2, { format: "uniform" }), { max_amount: 200, quantity: 4 })).toBe(`Yours: 4 at ${money(200)}`);
});
