/** How fast bids come. */

import type { Bid } from "auction-client";

export const SPAN_MS = 120_000;
export const BARS = 24;

/** The number of bids of the last minute. */
export function bidsInLastMinute(bids: readonly Bid[], now: number): number {
  return bids.filter((bid) => bid.at > now - 60_000 && bid.at <= now + 60_000).length;
}

/** The numbers of bids in equal spans of the last two minutes, oldest first. */
export function bidsBySpan(bids: readonly Bid[], now: number): readonly number[] {
  const counts = Array.from({ length: BARS }, () => 0);
  for (const { at } of bids) {
    const bar = BARS - 1 - Math.floor(Math.max(0, now - at) / (SPAN_MS / BARS));
    if (bar >= 0) counts[bar] = (counts[bar] ?? 0) + 1;
  }
  return counts;
}
