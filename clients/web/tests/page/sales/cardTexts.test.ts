import { expect, test } from "vitest";
import { countText, estimateText, leftText, priceLabel, standingText, timeText } from "../../../page/sales/cardTexts";
import { formatMoney } from "../../../ui/money";
import { item } from "../../../sdk/tests/examples";

test("an estimate has one or two ends", () => {
  const estimate = (low: number | null, high: number | null) =>
    estimateText(item(1, { estimate_low: low, estimate_high: high, currency: "JPY" })).replaceAll("JP", "");
  expect(estimate(null, null)).toBe("");
  expect(estimate(50, 90)).toBe("Estimate ¥50 – ¥90");
  expect(estimate(50, 50)).toBe("Estimate ¥50");
  expect(estimate(50, null)).toBe("Estimate from ¥50");
  expect(estimate(null, 90)).toBe("Estimate up to ¥90");
});

test("a price is named by format and status", () => {
  expect(priceLabel(item(2))).toBe("Starting price");
  expect(priceLabel(item(3))).toBe("Current bid");
  expect(priceLabel(item(3, { status: "unsold" }))).toBe("Last bid");
  expect(priceLabel(item(3, { status: "sold" }))).toBe("Sold for");
  expect(priceLabel(item(2, { format: "dutch" }))).toBe("Price now");
  expect(priceLabel(item(2, { format: "uniform" }))).toBe("Offers from");
});

test("bids are counted, purchases too, and secret offers are not", () => {
  expect(countText(item(2))).toBe("no bids yet");
  expect(countText(item(3))).toBe("1 bid");
  expect(countText(item(4, { format: "fixed" }))).toBe("2 purchases");
  expect(countText(item(4, { format: "sealed_first" }))).toBe("sealed bids");
});

test("a time is as short as it is useful", () => {
  expect(leftText(51 * 3_600_000)).toBe("2 d 3 h");
  expect(leftText(3 * 3_600_000 + 59_000)).toBe("3 h 0 min");
  expect(leftText(245_000)).toBe("4:05");
  expect(leftText(9_900)).toBe("0:09");
  expect(timeText(item(2, { ends_at: 5_000 }), 6_000)).toBe("Closing …");
  expect(timeText(item(2, { status: "sold", ends_at: 5_000 }), 1_000)).toBe("");
  expect(timeText(item(0, { status: "scheduled", opens_at: 61_000 }), 1_000)).toBe("Opens in 1:00");
});

test("claimed units are not a lead", () => {
  expect(standingText("leading", item(3), null)).toBe("You lead");
  expect(standingText("leading", item(3, { format: "fixed" }), null)).toBe("Units are yours");
});

test("a bid that waits for the opening is named", () => {
  const yours = { max_amount: 300, quantity: 1 };
  expect(standingText("offered", item(1, { status: "scheduled" }), yours)).toBe(`Early bid ${formatMoney(300, "EUR")}`);
  expect(standingText("offered", item(2, { format: "uniform" }), yours)).toBe("Your bid is in");
});
