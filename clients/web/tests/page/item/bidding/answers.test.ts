import { expect, test } from "vitest";
import { moodOf, outcomeText, progressText } from "../../../../page/item/bidding/answers";
import type { Attempt, Outcome } from "../../../../page/item/bidding/placing";
import { formatMoney } from "../../../../ui/money";
import type { BidAnswer } from "auction-client";
import { item } from "../../../../sdk/tests/examples";

const euros = (amount: number) => formatMoney(amount, "EUR");
const ANSWER: BidAnswer = { bid_id: "b1", item_id: "lamp", seq: 3, price: 100, minimum: 110, leading: true, ends_at: null };
const BID: Attempt = { bidId: "b1", act: "bid", amount: 100, terms: {} };
const UNSENT: Outcome = { outcome: "unsent" };
const accepted = (more: Partial<BidAnswer> = {}): Outcome => ({
  outcome: "accepted",
  bidId: "b1",
  answer: { ...ANSWER, ...more },
});

test("an accepted bid leads, or is outbid at once by a hidden maximum", () => {
  expect(outcomeText(accepted(), item(2), BID)).toBe(`Accepted: you lead at ${euros(100)}.`);
  const outbid = outcomeText(accepted({ leading: false, price: 110 }), item(2), BID);
  expect(outbid).toBe(`Outbid at once by a higher maximum, at ${euros(110)}.`);
});

test("a bid that is left is answered with its maximum, and never called outbid", () => {
  const left: Attempt = { ...BID, act: "leave", terms: { maxAmount: 900 } };
  const answer = outcomeText(accepted({ leading: false }), item(1, { status: "scheduled" }), left);
  expect(answer).toBe(`We have your bid of ${euros(900)}. It is placed when the item opens.`);
  expect(outcomeText(UNSENT, item(1), left)).toContain(euros(900));
});

test("a raised maximum is answered without a price", () => {
  const raise: Attempt = { ...BID, act: "raise", terms: { maxAmount: 900 } };
  expect(outcomeText(accepted(), item(3), raise)).toBe(`Your secret maximum is ${euros(900)} now.`);
});

test("a sealed bid and a purchase are answered in their own words, with the total", () => {
  const sealed = outcomeText(accepted(), item(2, { format: "sealed_first" }), { ...BID, act: "offer", amount: 700 });
  expect(sealed).toContain(`Your sealed bid of ${euros(700)} is in.`);
  const fixed = item(2, { format: "fixed" });
  const bought = outcomeText(accepted(), fixed, { ...BID, act: "buy", terms: { quantity: 2 } });
  expect(bought).toBe(`Yours: 2 × ${euros(100)} = ${euros(200)}.`);
  expect(outcomeText(accepted(), fixed, { ...BID, act: "buy" })).toBe(`Yours for ${euros(100)}.`);
});

test("a bid that was never sent says so", () => {
  expect(outcomeText(UNSENT, item(2), BID)).toBe(
    `Your bid of ${euros(100)} was not sent, because there was no connection.`,
  );
  expect([accepted(), UNSENT].map(moodOf)).toEqual(["good", "bad"]);
});

test("a bid without an answer is remarked on once that is unusual", () => {
  expect(progressText("sending", item(2), BID)).toBe("");
  expect(progressText("slow", item(2), BID)).toContain("No answer yet");
  expect(progressText("unresolved", item(2), BID)).toContain(`your bid of ${euros(100)} may or may not stand`);
  expect(progressText("ready", item(2), null)).toBe("");
});
