/** Bids before the opening: they wait in secret, and are placed when the item opens. */

import type { Item, Yours } from "auction-client";
import { traitsOf, type FormatTraits } from "../../../ui/formats";
import { formatMoney } from "../../../ui/money";
import { texts } from "../../../ui/texts";

/** Whether a bid can be left now. */
export function takesEarlyBids(item: Item): boolean {
  return item.status === "scheduled" && item.early_bids;
}

/** The terms of a bid now. One that is left has a single amount, which is secret. */
export function termsTraits(item: Item): FormatTraits {
  const traits = traitsOf(item);
  return takesEarlyBids(item) ? { ...traits, maximum: false, secret: true } : traits;
}

/** Whether the amount of a bid is its maximum, and not the amount that is bid at once. */
export function isLeftMaximum(item: Item): boolean {
  return takesEarlyBids(item) && traitsOf(item).maximum;
}

/** What becomes of a bid that is left. */
export function earlyHint(item: Item): string {
  const { earlyMaximum, early } = texts().bidding.form;
  return traitsOf(item).maximum ? earlyMaximum : early;
}

/** The bid that the reader has left; empty if there is none. */
export function leftText(item: Item, yours: Yours | null): string {
  if (yours === null) return "";
  const { left, line } = texts().bidding.own;
  const money = formatMoney(yours.max_amount, item.currency);
  return left(yours.quantity > 1 ? line(yours.quantity, money) : money);
}
