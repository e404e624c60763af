import { expect, test } from "vitest";
import { lostText } from "../../../page/item/lostBids";
import { formatMoney } from "../../../ui/money";

const money = (amount: number) => formatMoney(amount, "EUR");
const lost = (amount: number) => ({ item_id: "lamp", bid_id: `b${amount}`, amount, epoch: 1, seq: 4 });

test("a lost bid is named with its amount", () => {
  expect(lostText([lost(150)], "EUR")).toBe(`Your bid of ${money(150)} was lost in a failure and does not stand.`);
});

test("several lost bids are named in one sentence", () => {
  const text = lostText([lost(150), lost(200), lost(250)], "EUR");
  const amounts = `${money(150)}, ${money(200)}, and ${money(250)}`;
  expect(text).toBe(`Your bids of ${amounts} were lost in a failure and do not stand.`);
});

test("without a lost bid there is no text", () => {
  expect(lostText([], "EUR")).toBe("");
});
