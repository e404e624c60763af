/** The texts of a card: its price, its count of bids, its estimate, its time. */

import type { Item, OwnStanding, Yours } from "auction-client";
import { formatLeft } from "../../ui/countdown";
import { traitsOf } from "../../ui/formats";
import { formatMoney } from "../../ui/money";
import { hasEnded, takesBids } from "../../ui/statuses";
import { texts } from "../../ui/texts";
import { digitsText } from "../../ui/texts/locale";

const HOUR_MS = 3_600_000;

/** The meaning of the price. */
export function priceLabel(item: Item): string {
  const labels = texts().following.prices;
  if (item.status === "sold") return labels.sold;
  if (item.format === "fixed") return labels.price;
  if (item.format === "dutch") return hasEnded(item.status) ? labels.last : labels.now;
  if (traitsOf(item).secret && !hasEnded(item.status)) return labels.offers;
  if (item.leader === null) return labels.start;
  return hasEnded(item.status) ? labels.last : labels.current;
}

/** The number of bids, or of purchases. */
export function countText(item: Item): string {
  const words = texts().following;
  const traits = traitsOf(item);
  if (traits.secret && !hasEnded(item.status)) return words.sealed;
  if (!traits.amount) return item.bid_count === 0 ? words.noPurchases : words.purchases(item.bid_count);
  return item.bid_count === 0 ? words.noBids : words.bids(item.bid_count);
}

/** The house's estimate; empty if there is none. */
export function estimateText({ estimate_low: low, estimate_high: high, currency }: Item): string {
  const words = texts().following;
  const money = (amount: number) => formatMoney(amount, currency);
  if (low === null && high === null) return "";
  if (low === null) return words.estimate(words.upTo(money(high as number)));
  if (high === null || high === low) return words.estimate(high === low ? money(low) : words.from(money(low)));
  return words.estimate(words.range(money(low), money(high)));
}

/** The time to the opening or to the end; empty if neither is known, or the item has ended. */
export function timeText(item: Item, now: number): string {
  const words = texts().following;
  if (item.status === "scheduled") {
    return item.opens_at === null || item.opens_at <= now ? "" : words.opensIn(leftText(item.opens_at - now));
  }
  if (!takesBids(item.status) || item.ends_at === null) return "";
  return item.ends_at > now ? words.endsIn(leftText(item.ends_at - now)) : words.closing;
}

/** A time in as few characters as are of use on a card: `2 d 3 h`, `5 h 12 min`, `4:05`. */
export function leftText(ms: number): string {
  const words = texts().following;
  const hours = Math.floor(ms / HOUR_MS);
  if (hours >= 24) return words.days(Math.floor(hours / 24), hours % 24);
  if (hours >= 1) return words.hours(hours, Math.floor(ms / 60_000) % 60);
  // Whole seconds: tenths on many cards are a flicker.
  return ms < 10_000 ? digitsText(`0:${String(Math.floor(ms / 1_000)).padStart(2, "0")}`) : formatLeft(ms);
}

/** The reader's standing in words; a bid that waits for the opening is named. */
export function standingText(standing: OwnStanding, item: Item, yours: Yours | null): string {
  const words = texts().following;
  if (item.status === "scheduled" && yours !== null) return words.left(formatMoney(yours.max_amount, item.currency));
  const claims = !traitsOf(item).amount;
  return standing === "leading" && claims ? words.claimed : words.standings[standing];
}
