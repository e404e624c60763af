/** The reader's wins: a row for each with the parts of the amount that is owed, and the sums by currency. */

import type { OwnWin } from "auction-client";
import { h } from "../../ui/dom";
import { formatMoney } from "../../ui/money";
import { texts } from "../../ui/texts";
import { dateText } from "../../ui/texts/locale";

/** The row of a win. */
export function winRow(win: OwnWin, title: string): HTMLElement {
  const words = texts().following;
  const link = h("a", { href: `#/item/${encodeURIComponent(win.item_id)}`, dir: "auto" }, title);
  const at = new Date(win.won_at);
  const facts = [win.lot === null ? "" : words.lot(win.lot), win.quantity > 1 ? words.units(win.quantity) : ""];
  const about = h("p", { class: "quiet" }, [...facts, words.wonAt(dateText(at))].filter(Boolean).join(" · "));
  const lines = h("dl", { class: "charge" });
  for (const [label, amount] of chargeLines(win)) {
    lines.append(h("div", {}, h("dt", {}, label), h("dd", {}, formatMoney(amount, win.currency))));
  }
  return h("li", { class: "card win", "data-test": "win" }, h("div", {}, h("h3", {}, link), about), lines);
}

/** The parts of a charge that are not nothing, and their sum. */
export function chargeLines(charge: Pick<OwnWin, "hammer_price" | "premium" | "tax" | "total">): [string, number][] {
  const words = texts().following;
  const lines: [string, number][] = [
    [words.hammer, charge.hammer_price],
    [words.premium, charge.premium],
    [words.tax, charge.tax],
  ];
  return [...lines.filter(([label, amount]) => amount > 0 || label === words.hammer), [words.total, charge.total]];
}

/** The amounts owed, summed by currency. */
export function winsTotals(wins: readonly Pick<OwnWin, "currency" | "total">[]): { currency: string; total: number }[] {
  const totals = new Map<string, number>();
  for (const { currency, total } of wins) totals.set(currency, (totals.get(currency) ?? 0) + total);
  return [...totals].map(([currency, total]) => ({ currency, total }));
}
