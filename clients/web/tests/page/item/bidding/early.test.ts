import { expect, test } from "vitest";
import { earlyHint, leftText, takesEarlyBids } from "../../../../page/item/bidding/early";
import { buttonText, intentOf, mostOf, namedAmount, type Intent } from "../../../../page/item/bidding/intent";
import { item } from "../../../../sdk/tests/examples";
import { formatMoney } from "../../../../ui/money";

const euros = (amount: number) => formatMoney(amount, "EUR");
const EARLY = { status: "scheduled", early_bids: true, minimum: 100 } as const;
const english = item(1, EARLY);
const sealed = item(1, { ...EARLY, format: "sealed_first" });
const uniform = item(1, { ...EARLY, format: "uniform", quantity: 5 });

function read(of: typeof english, amount: string, own: number | null = null, units = ""): Intent | null {
  return intentOf(of, { amount, maximum: "99", units }, { leads: false, amount: own }) as Intent | null;
}

test("bids are left until the item opens, where the sale takes them", () => {
  expect(takesEarlyBids(english)).toBe(true);
  expect(takesEarlyBids(item(1, { ...EARLY, early_bids: false }))).toBe(false);
  expect(takesEarlyBids(item(1, { ...EARLY, status: "open" }))).toBe(false);
});

test("the amount of an English bid that is left is a hidden maximum, and the bid begins at the minimum", () => {
  const left = read(english, "3") as Intent;
  expect(left).toEqual({ act: "leave", amount: 100, terms: { maxAmount: 300 } });
  expect(buttonText(english, left)).toBe(`Leave a bid up to ${euros(300)}`);
  expect([mostOf(english, left), namedAmount(left)]).toEqual([300, 300]);
  expect(read(english, "")).toEqual({ act: "leave", amount: 100, terms: {} });
  expect(read(english, "0.5")).toEqual({ act: "leave", amount: 50, terms: {} });
});

test("a bid that was left is replaced by another amount, and by nothing else", () => {
  expect(read(english, "", 300)).toBeNull();
  expect(read(english, "3", 300)).toBeNull();
  const lower = read(english, "2", 300) as Intent;
  expect(buttonText(english, lower)).toBe(`Change my maximum to ${euros(200)}`);
});

test("an offer that is left has one amount for each unit", () => {
  expect(read(sealed, "3")).toEqual({ act: "leave", amount: 300, terms: {} });
  expect(buttonText(sealed, read(sealed, "3") as Intent)).toBe(`Leave a bid of ${euros(300)}`);
  expect(buttonText(sealed, read(sealed, "4", 300) as Intent)).toBe(`Replace my offer by ${euros(400)}`);
  expect(buttonText(uniform, read(uniform, "3", null, "2") as Intent)).toBe(`Offer 2 × ${euros(300)}`);
});

test("the words say what was left, and what becomes of it", () => {
  expect(leftText(english, null)).toBe("");
  expect(leftText(english, { max_amount: 300, quantity: 1 })).toBe(`Your early bid: ${euros(300)}`);
  expect(leftText(uniform, { max_amount: 300, quantity: 2 })).toBe(`Your early bid: 2 × ${euros(300)}`);
  expect(earlyHint(english)).toContain("one step at a time");
  expect(earlyHint(sealed)).toContain("when the item opens");
});
