/** How each format is shown: what a bidder may say, and in which words. */

import type { Format, Item } from "../sdk";
import { formatMoney } from "./money";
import { hasEnded } from "./statuses";

export interface FormatTraits {
  /** What the bidder names: an amount, a hidden most beside it, a number of units. */
  readonly amount: boolean;
  readonly maximum: boolean;
  readonly units: boolean;
  /** Bids are secret until the close. */
  readonly secret: boolean;
  readonly verb: string;
  readonly label: string;
  readonly priceLabel: string;
}

const SECRET = { amount: true, maximum: false, secret: true, verb: "Hand in", priceLabel: "Offers from" } as const;
const CLAIM = { amount: false, maximum: false, units: true, secret: false, label: "Take" } as const;

const TRAITS: Record<Format, FormatTraits> = {
  english: {
    amount: true,
    maximum: true,
    units: false,
    secret: false,
    verb: "Bid",
    label: "Your bid",
    priceLabel: "Current bid",
  },
  dutch: { ...CLAIM, verb: "Take", priceLabel: "Price now, and falling" },
  fixed: { ...CLAIM, verb: "Buy", priceLabel: "Price" },
  sealed_first: { ...SECRET, units: false, label: "Your sealed bid" },
  sealed_second: { ...SECRET, units: false, label: "Your sealed bid" },
  uniform: { ...SECRET, units: true, label: "Your offer for each" },
};

/** A format that this page doesn't know yet is shown like the most common one. */
export function traitsOf(item: Item): FormatTraits {
  return TRAITS[item.format] ?? TRAITS.english;
}

/** What is to be said of the stock, the reserve and the rule, in a line under the price. */
export function factsText(item: Item, reserveSeen: boolean): string {
  const facts: string[] = [];
  if (item.quantity > 1) facts.push(stockText(item));
  if (!item.reserve_met && !traitsOf(item).secret) facts.push("Reserve not met");
  else if (reserveSeen && !hasEnded(item.status)) facts.push("Reserve met");
  if (traitsOf(item).secret && !hasEnded(item.status)) facts.push("Bids are secret until the close");
  if (item.format === "sealed_second") facts.push("The winner pays the second highest bid");
  if (item.format === "uniform") facts.push("Everybody pays the lowest accepted price");
  return facts.join(" · ");
}

/** Who won what, where there is more than one line to it. */
export function winnersText(item: Item): string {
  if (item.winners.length < 2 && item.quantity === 1) return "";
  const lines = item.winners.map(({ bidder, amount, quantity }) => {
    const money = formatMoney(amount, item.currency);
    return `${bidder.replace(/#[^#]*$/, "")} ${quantity} at ${money}`;
  });
  return lines.join(", ");
}

function stockText(item: Item): string {
  return traitsOf(item).secret && !hasEnded(item.status)
    ? `${item.quantity} units`
    : `${item.remaining} of ${item.quantity} left`;
}
