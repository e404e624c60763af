/** Refusals in words for the house. */

import type { Refusal } from "auction-client";
import { formatMoney } from "../../ui/money";
import { texts } from "../texts";

/** The reason of a refusal, with the amounts that it names. */
export function refusalInWords(refusal: Refusal, currency: string): string {
  const t = texts().common.refusals;
  const money = (amount: number | undefined) => (amount === undefined ? "" : formatMoney(amount, currency));
  switch (refusal.code) {
    case "too_low":
      return t.tooLow(money(refusal.minimum));
    case "implausible":
      return t.implausible(money(refusal.limit));
    case "limit_exceeded":
      return t.limitExceeded(money(refusal.limit));
    case "already_leading":
      return t.alreadyLeading;
    case "unanswered":
      return t.unanswered;
    case "unauthenticated":
      return t.unauthenticated;
    case "forbidden":
      return t.forbidden;
    case "rate_limited":
      return t.rateLimited;
    case "not_open":
      return t.notOpen;
    case "closed":
      return t.closed;
    case "paused":
      return t.paused;
    default:
      return sentence(refusal.message);
  }
}

/** A message of the server as a sentence. */
function sentence(message: string): string {
  const text = message.trim();
  if (text === "") return "";
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
