/** How each format is shown: the terms of a bid, and the words for them. */

import type { Format, Item } from "auction-client";
import { splitHandle } from "./handle";
import { formatMoney } from "./money";
import { hasEnded } from "./statuses";
import { isolated } from "./text";

export interface FormatTraits {
  /** The terms that the bidder names: an amount, a hidden maximum, a number of units. */
  readonly amount: boolean;
  readonly maximum: boolean;
  readonly units: boolean;
  /** Bids are secret until the close. */
  readonly secret: boolean;
  readonly verb: string;
  readonly label: string;
  readonly priceLabel: string;
}

const SECRET = { amount: true, maximum: false, secret: true, verb: "Submit", priceLabel: "Offers from" } as const;
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

/** An unknown format is shown like the most common one. */
export function traitsOf(item: Item): FormatTraits {
  return TRAITS[item.format] ?? TRAITS.english;
}

/** The stock, the reserve and the pricing rule, in a line under the price. */
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

/** The winners and their units, if there is more than one winner or unit. */
export function winnersText(item: Item): string {
  if (item.winners.length < 2 && item.quantity === 1) return "";
  const lines = item.winners.map(({ bidder, amount, quantity }) => {
    const money = formatMoney(amount, item.currency);
    return `${isolated(splitHandle(bidder).name)} ${quantity} at ${money}`;
  });
  return lines.join(", ");
}

function stockText(item: Item): string {
  return traitsOf(item).secret && !hasEnded(item.status)
    ? `${item.quantity} units`
    : `${item.remaining} of ${item.quantity} left`;
}
