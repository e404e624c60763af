/** Refusals in words for the bidder. */

import type { Refusal } from "auction-client";
import { formatMoney } from "./money";
import { texts } from "./texts";

/** The reason of a refusal, with the amount that would be accepted. */
export function refusalText(refusal: Refusal, currency: string): string {
  const words = texts().common.refusals;
  const money = (amount: number) => formatMoney(amount, currency);
  switch (refusal.code) {
    case "too_low":
      return refusal.minimum === undefined ? words.tooLow : words.tooLowBelow(money(refusal.minimum));
    case "already_leading":
      return words.alreadyLeading;
    case "closed":
      return words.closed;
    case "not_open":
      return words.notOpen;
    case "paused":
      return words.paused;
    case "sold_out":
      return refusal.remaining ? words.onlyLeft(refusal.remaining) : words.soldOut;
    case "limit_exceeded":
      return refusal.limit === undefined ? words.limitExceeded : words.limitExceededOf(money(refusal.limit));
    case "not_retractable":
      return words.notRetractable(refusal.message);
    case "own_item":
      return words.ownItem;
    case "unauthenticated":
      return words.unauthenticated;
    case "rate_limited":
      return words.rateLimited;
    case "unanswered":
      return words.unanswered;
    case "off_ladder":
      return words.offLadder;
    case "implausible":
      return words.implausible;
    case "busy":
      return words.busy;
    case "unavailable":
      return words.unavailable;
    case "unknown":
      return words.unknown;
    case "conflict":
      return words.conflict;
    case "not_found":
      return words.notFound;
    case "internal":
      return words.internal;
    default:
      return words.other(refusal.message);
  }
}

/** The reason why a name was refused. */
export function nameRefusalText(refusal: Refusal): string {
  return refusal.code === "invalid" ? texts().common.refusals.invalidName : refusalText(refusal, "EUR");
}
