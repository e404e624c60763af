/** What is asked once before a bid is sent: a purchase that ends the item, or an amount that looks mistyped. */

import type { Item, Refusal } from "auction-client";
import { traitsOf } from "../../../ui/formats";
import { formatMoney } from "../../../ui/money";
import { mostOf, type Intent } from "./intent";
import { texts } from "../../../ui/texts";

/** An amount above so many times the minimum is asked about, and a hidden maximum above so many. */
const AMOUNT_TIMES = 10;
const MAXIMUM_TIMES = 50;
/** Nothing up to so many times the higher estimate looks mistyped. */
const ESTIMATE_TIMES = 2;

/** The question about a bid; null if it can be sent at once. */
export function questionOf(item: Item, intent: Intent): string | null {
  const { currency } = item;
  if (intent.act === "buyNow") return texts().bidding.question.buyNow(formatMoney(mostOf(item, intent), currency));
  const { amount, maximum } = traitsOf(item);
  if (!amount && !maximum) return null;
  const plausible = ESTIMATE_TIMES * (item.estimate_high ?? 0);
  const most = mostOf(item, intent);
  const times = intent.terms.maxAmount === undefined || intent.amount === most ? AMOUNT_TIMES : MAXIMUM_TIMES;
  if (most <= Math.max(times * item.minimum, plausible) && !isAmountUnusual(item, intent, plausible)) return null;
  return texts().bidding.question.unusual(formatMoney(most, currency), formatMoney(item.minimum, currency));
}

/** The question about a bid that the server refused as implausible. */
export function implausibleQuestion(item: Item, intent: Intent, refusal: Refusal): string {
  const most = formatMoney(mostOf(item, intent), item.currency);
  const { limit, minimum = item.minimum } = refusal;
  if (limit === undefined) return texts().bidding.question.unusual(most, formatMoney(minimum, item.currency));
  return texts().bidding.question.limit(most, formatMoney(limit, item.currency));
}

function isAmountUnusual(item: Item, { act, amount }: Intent, plausible: number): boolean {
  return act !== "raise" && amount > Math.max(AMOUNT_TIMES * item.minimum, plausible);
}
