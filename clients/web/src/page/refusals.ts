/** What a refusal means, in words for the person who bid. */

import type { Refusal } from "../sdk";
import { formatMoney } from "./money";

/** Say why a bid was not taken, with the figure that mends it. */
export function refusalText(refusal: Refusal, currency: string): string {
  switch (refusal.code) {
    case "too_low":
      if (refusal.minimum === undefined) return "Too low.";
      return `Too low: the minimum is now ${formatMoney(refusal.minimum, currency)}.`;
    case "closed":
      return "Too late: the item has ended.";
    case "not_open":
      return "Bidding has not opened yet.";
    case "paused":
      return "Bidding is paused.";
    case "sold_out":
      return refusal.remaining ? `Only ${refusal.remaining} are left.` : "There is nothing left.";
    case "limit_exceeded":
      if (refusal.limit === undefined) return "That is beyond your limit in this sale.";
      return `That is beyond your limit of ${formatMoney(refusal.limit, currency)} in this sale.`;
    case "not_retractable":
      return `It stands: ${refusal.message}.`;
    case "own_item":
      return "You can’t bid on an item of your own.";
    case "forbidden":
      return refusal.message;
    case "unauthenticated":
      return "You are not signed in any more. Join again to bid.";
    case "rate_limited":
      return "That was too fast. Wait a moment and try again.";
    case "unanswered":
      return "There was no answer. Check the connection.";
    default:
      return refusal.message;
  }
}
