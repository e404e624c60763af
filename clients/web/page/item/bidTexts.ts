/** The texts of the bid form: the answer to a bid, and the reader's own maximum or offer. */

import type { BidAnswer, BidResult, BidTerms, Item, Yours } from "auction-client";
import { traitsOf } from "../../ui/formats";
import { formatMoney } from "../../ui/money";
import { refusalText } from "../../ui/refusals";
import { texts } from "../../ui/texts";

export type Mood = "good" | "bad" | "open" | "";

/** The answer to a bid of `amount`. */
export function resultText(result: BidResult, item: Item, amount: number, terms: BidTerms): string {
  const money = formatMoney(amount, item.currency);
  switch (result.outcome) {
    case "accepted":
      return acceptedText(result.answer, item, money, terms);
    case "refused":
      return refusalText(result.refusal, item.currency);
    case "unknown":
      return texts().bidding.answers.unknown(money);
  }
}

function acceptedText(answer: BidAnswer, item: Item, money: string, terms: BidTerms): string {
  const words = texts().bidding.answers;
  const traits = traitsOf(item);
  const price = formatMoney(answer.price, item.currency);
  if (traits.secret) return words.sealed(money);
  if (!traits.maximum) return words.yours(terms.quantity ?? 1, price);
  return answer.leading ? words.leading(price) : words.outbidAtOnce(price);
}

/** The reader's own maximum or offer; nothing once the price has reached the maximum. */
export function yoursText(item: Item, yours: Yours): string {
  const words = texts().bidding.answers;
  const money = formatMoney(yours.max_amount, item.currency);
  if (traitsOf(item).maximum) return yours.max_amount > item.price ? words.yourMaximum(money) : "";
  return yours.quantity > 1 ? words.yourUnits(yours.quantity, money) : words.yourOffer(money);
}

/** The colour of the answer. */
export function moodOf(result: BidResult): Mood {
  if (result.outcome === "accepted") return "good";
  return result.outcome === "refused" ? "bad" : "open";
}
