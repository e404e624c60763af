/** Refusals in words for the bidder. */

import type { Refusal } from "auction-client";
import { formatMoney } from "./money";

/** The reason of a refusal, with the amount that would be accepted. */
export function refusalText(refusal: Refusal, currency: string): string {
  switch (refusal.code) {
    case "too_low":
      if (refusal.minimum === undefined) return "Too low.";
      return `Too low: the minimum is now ${formatMoney(refusal.minimum, currency)}.`;
    case "already_leading":
      return "You lead already. To bid more, name a higher secret maximum.";
    case "closed":
      return "Too late: the item has ended.";
    case "not_open":
      return "Bidding has not opened yet.";
    case "paused":
      return "Bidding is paused.";
    case "sold_out":
      return refusal.remaining ? `Only ${refusal.remaining} left.` : "Sold out.";
    case "limit_exceeded":
      if (refusal.limit === undefined) return "That is beyond your limit in this sale.";
      return `That is beyond your limit of ${formatMoney(refusal.limit, currency)} in this sale.`;
    case "not_retractable":
      return `Your bid stands: ${refusal.message}.`;
    case "own_item":
      return "You can’t bid on your own item.";
    case "forbidden":
      return refusal.message;
    case "unauthenticated":
      return "You are no longer signed in. Join again to bid.";
    case "rate_limited":
      return "Too many requests. Wait a moment and try again.";
    case "unanswered":
      return "No answer. Check your connection.";
    default:
      return refusal.message;
  }
}
