/** The words after a bid: its outcome, or its state so far. */

import type { BidAnswer, Item } from "auction-client";
import { traitsOf } from "../../../ui/formats";
import { formatMoney } from "../../../ui/money";
import { refusalText } from "../../../ui/refusals";
import { namedAmount } from "./intent";
import type { Attempt, Outcome, Stage } from "./placing";
import { texts } from "../../../ui/texts";

export type Mood = "good" | "bad" | "open" | "";

/** The outcome of a bid in texts().bidding. */
export function outcomeText(outcome: Outcome, item: Item, attempt: Attempt): string {
  switch (outcome.outcome) {
    case "accepted":
      return acceptedText(outcome.answer, item, attempt);
    case "refused":
      return refusalText(outcome.refusal, item.currency);
    case "unsent":
      return texts().bidding.progress.unsent(formatMoney(namedAmount(attempt), item.currency));
  }
}

/** The colour of the outcome. */
export function moodOf(outcome: Outcome): Mood {
  if (outcome.outcome !== "accepted") return "bad";
  return "good";
}

/** What is known of a bid that has no answer yet; empty while that is nothing unusual. */
export function progressText(stage: Stage, item: Item, attempt: Attempt | null): string {
  if (attempt === null) return "";
  if (stage === "slow") return texts().bidding.progress.slow;
  return stage === "unresolved" ? texts().bidding.progress.unresolved(formatMoney(namedAmount(attempt), item.currency)) : "";
}

/** The notice to a bidder who has lost the lead. */
export function outbidText(item: Item): string {
  return texts().bidding.answers.outbid(formatMoney(item.minimum, item.currency));
}

function acceptedText(answer: BidAnswer, item: Item, attempt: Attempt): string {
  const { act, amount, terms } = attempt;
  const traits = traitsOf(item);
  const price = formatMoney(answer.price, item.currency);
  const units = terms.quantity ?? 1;
  const { answers } = texts().bidding;
  if ((act === "leave" || act === "change") && !answer.leading) return answers.left(formatMoney(namedAmount(attempt), item.currency));
  if (traits.secret) return answers.sealed(formatMoney(amount, item.currency));
  if (!traits.maximum) {
    return units === 1 ? answers.unit(price) : answers.units(units, price, formatMoney(answer.price * units, item.currency));
  }
  if (act === "raise") return answers.raised(formatMoney(terms.maxAmount ?? amount, item.currency));
  return answer.leading ? answers.leading(price) : answers.outbidAtOnce(price);
}
