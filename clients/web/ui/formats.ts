/** How each format is shown: the terms of a bid, and the words for them. */

import type { Format, Item } from "auction-client";
import { splitHandle } from "./handle";
import { formatMoney } from "./money";
import { hasEnded } from "./statuses";
import { isolated } from "./text";
import { texts, type Texts } from "./texts";

export interface FormatTraits {
  /** The terms that the bidder names: an amount, a hidden maximum, a number of units. */
  readonly amount: boolean;
  readonly maximum: boolean;
  readonly units: boolean;
  /** Bids are secret until the close. */
  readonly secret: boolean;
  /** The names of the texts: on the button, of the bid, of the price. */
  readonly act: "bid" | "take" | "buy" | "submit";
  readonly label: FormatText;
  readonly priceLabel: FormatText;
}

type FormatTexts = Texts["common"]["formats"];
type FormatText = { [K in keyof FormatTexts]: FormatTexts[K] extends string ? K : never }[keyof FormatTexts];

/** The words of an item's format in the reader's language. */
export interface FormatWords {
  /** What a bid does, with its amount if there is one: `Bid €52`. */
  readonly act: (money?: string) => string;
  readonly label: string;
  readonly priceLabel: string;
}

const SECRET = { amount: true, maximum: false, secret: true, act: "submit", priceLabel: "offersFrom" } as const;
const CLAIM = { amount: false, maximum: false, units: true, secret: false, label: "price" } as const;

const TRAITS: Record<Format, FormatTraits> = {
  english: {
    amount: true,
    maximum: true,
    units: false,
    secret: false,
    act: "bid",
    label: "yourBid",
    priceLabel: "currentBid",
  },
  dutch: { ...CLAIM, act: "take", priceLabel: "fallingPrice" },
  fixed: { ...CLAIM, act: "buy", priceLabel: "price" },
  sealed_first: { ...SECRET, units: false, label: "yourSealedBid" },
  sealed_second: { ...SECRET, units: false, label: "yourSealedBid" },
  uniform: { ...SECRET, units: true, label: "yourOfferEach" },
};

/** An unknown format is shown like the most common one. */
export function traitsOf(item: Item): FormatTraits {
  return TRAITS[item.format] ?? TRAITS.english;
}

export function wordsOf(item: Item): FormatWords {
  const words = texts().common.formats;
  const { act, label, priceLabel } = traitsOf(item);
  return { act: words[act], label: words[label], priceLabel: words[priceLabel] };
}

/** The stock, the reserve and the pricing rule, in a line under the price. */
export function factsText(item: Item, reserveSeen: boolean): string {
  const words = texts().common.formats;
  const facts: string[] = [];
  if (item.quantity > 1) facts.push(stockText(item));
  // After the end the outcome says it, and a sale below the reserve is a sale.
  if (!hasEnded(item.status) && !traitsOf(item).secret) {
    if (!item.reserve_met) facts.push(words.reserveNotMet);
    else if (reserveSeen) facts.push(words.reserveMet);
  }
  if (traitsOf(item).secret && !hasEnded(item.status)) facts.push(words.secret);
  if (item.format === "sealed_second") facts.push(words.paysSecond);
  if (item.format === "uniform") facts.push(words.paysLowest);
  return facts.join(" · ");
}

/** The winners and their units, if there is more than one winner or unit. */
export function winnersText(item: Item): string {
  if (item.winners.length < 2 && item.quantity === 1) return "";
  const lines = item.winners.map(({ bidder, amount, quantity }) => {
    const money = formatMoney(amount, item.currency);
    return texts().common.formats.winner(isolated(splitHandle(bidder).name), quantity, money);
  });
  return lines.join(texts().common.separator);
}

function stockText(item: Item): string {
  const { units, left } = texts().common.formats;
  const hidden = traitsOf(item).secret && !hasEnded(item.status);
  return hidden ? units(item.quantity) : left(item.remaining, item.quantity);
}
