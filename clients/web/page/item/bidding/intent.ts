/**
 * What the form would do now: the typed texts and the item's state as a bid, and the words on the button.
 *
 * A leader is never made to bid against themselves: with the reserve met, only a higher maximum is a bid of theirs.
 */

import type { BidTerms, Item } from "auction-client";
import { traitsOf } from "../../../ui/formats";
import { formatMoney, parseAmount, parseUnits } from "../../../ui/money";
import { texts } from "../../../ui/texts";
import { isLeftMaximum, takesEarlyBids, termsTraits } from "./early";

/** The texts that were typed. */
export interface Entry {
  readonly amount: string;
  readonly maximum: string;
  readonly units: string;
}

/** The reader's own position: whether they lead, and their maximum or offer. */
export interface OwnPosition {
  readonly leads: boolean;
  readonly amount: number | null;
}

export type Act = "bid" | "leave" | "change" | "towardsReserve" | "raise" | "offer" | "replace" | "take" | "buy" | "buyNow";

/** A bid that may be placed, of `amount` for each unit. */
export interface Intent {
  readonly act: Act;
  readonly amount: number;
  readonly terms: BidTerms;
}

export interface Problem {
  readonly problem: string;
}

/**
 * Read a bid from the texts. An empty amount is the minimum.
 *
 * It is null for a leader who has typed no maximum, and for an offer that nothing typed would replace: an empty field
 * never lowers an offer.
 */
export function intentOf(item: Item, entry: Entry, own: OwnPosition): Intent | Problem | null {
  const traits = termsTraits(item);
  const maximum = traits.maximum ? entry.maximum.trim() : "";
  if (own.leads && maximum !== "") return raiseOf(item, maximum, own.amount);
  if (own.leads && item.reserve_met) return null;
  if (traits.secret && own.amount !== null && entry.amount.trim() === "") return null;
  const parsed = amountOf(item, traits.amount ? entry.amount : "");
  if ("problem" in parsed) return parsed;
  if (isLeftMaximum(item)) return leftMaximum(item, parsed.amount, own.amount);
  const terms = termsOf(item, parsed.amount, maximum, traits.units ? entry.units.trim() : "");
  if ("problem" in terms) return terms;
  return { act: actOf(item, parsed.amount, own), amount: parsed.amount, terms };
}

/** The purchase at the price at which the item can be bought at once. */
export function buyNowOf(item: Item): Intent | null {
  return item.buy_now === null ? null : { act: "buyNow", amount: item.buy_now, terms: {} };
}

/** The words on the button that places the bid. */
export function buttonText(item: Item, { act, amount, terms }: Intent): string {
  const money = formatMoney(amount, item.currency);
  const mostText = formatMoney(terms.maxAmount ?? amount, item.currency);
  const units = terms.quantity ?? 1;
  const total = formatMoney(amount * units, item.currency);
  const { button } = texts().bidding;
  switch (act) {
    case "bid":
      return terms.maxAmount === undefined ? button.bid(money) : button.bidUpTo(money, mostText);
    case "leave":
      if (units > 1) return button.offerUnits(units, money);
      return traitsOf(item).maximum ? button.leaveUpTo(mostText) : button.leave(money);
    case "change":
      return button.change(mostText);
    case "raise":
      return button.raise(mostText);
    case "offer":
      return units > 1 ? button.offerUnits(units, money) : button.offer(money);
    case "replace":
      return units > 1 ? button.replaceUnits(units, money) : button.replace(money);
    case "take":
      return units > 1 ? button.takeUnits(units, total) : button.take(money);
    case "buy":
      return units > 1 ? button.buyUnits(units, total) : button.buy(money);
    default:
      return button[act](money);
  }
}

/** The amount by which a bid is named: its maximum where that is all that its bidder has typed. */
export function namedAmount({ act, amount, terms }: Intent): number {
  return act === "leave" || act === "change" ? (terms.maxAmount ?? amount) : amount;
}

/** The most that the bid may cost for a unit, without fees. */
export function mostOf(item: Item, { act, amount, terms }: Intent): number {
  if (act === "buyNow") return Math.min(amount, item.buy_now ?? amount);
  return Math.max(terms.maxAmount ?? 0, act === "raise" ? 0 : amount);
}

function raiseOf(item: Item, typed: string, own: number | null): Intent | Problem {
  const parsed = parseAmount(typed, item.currency);
  if ("problem" in parsed) return parsed;
  if (own !== null && parsed.amount <= own) {
    return { problem: texts().bidding.problems.maximumNotHigher(formatMoney(own, item.currency)) };
  }
  return { act: "raise", amount: Math.min(item.minimum, parsed.amount), terms: { maxAmount: parsed.amount } };
}

/** A bid before the opening: it is placed at the lowest amount then, and rises up to `most`. */
function leftMaximum(item: Item, most: number, own: number | null): Intent | null {
  if (most === own) return null;
  const terms = most > item.minimum ? { maxAmount: most } : {};
  return { act: own === null ? "leave" : "change", amount: Math.min(item.minimum, most), terms };
}

function amountOf(item: Item, typed: string): { readonly amount: number } | Problem {
  return typed.trim() === "" ? { amount: item.minimum } : parseAmount(typed, item.currency);
}

function termsOf(item: Item, amount: number, maximum: string, units: string): BidTerms | Problem {
  const quantity = units === "" ? undefined : parseUnits(units);
  if (quantity === null || (quantity !== undefined && quantity > item.quantity)) {
    return { problem: texts().bidding.problems.units(item.quantity) };
  }
  if (maximum === "") return quantity === undefined ? {} : { quantity };
  const parsed = parseAmount(maximum, item.currency);
  if ("problem" in parsed) return parsed;
  if (parsed.amount < amount) return { problem: texts().bidding.problems.maximumBelow(formatMoney(amount, item.currency)) };
  return { maxAmount: parsed.amount };
}

function actOf(item: Item, amount: number, own: OwnPosition): Act {
  if (termsTraits(item).secret && own.amount !== null) return "replace";
  if (takesEarlyBids(item)) return "leave";
  if (traitsOf(item).secret) return "offer";
  if (item.format === "dutch") return "take";
  if (item.format === "fixed") return "buy";
  if (item.buy_now !== null && amount >= item.buy_now) return "buyNow";
  return own.leads ? "towardsReserve" : "bid";
}
