/** A Dutch item's falling price, computed as the server computes it; no message carries it. */

import type { Item } from "auction-client";
import { takesBids } from "./statuses";

/** The item at the time `now`, with the price of a running clock. */
export function atMoment(item: Item, now: number): Item {
  const { clock } = item;
  if (!isFalling(item) || clock === null || clock.since === null) return item;
  const elapsed = Math.max(0, (clock.stopped_at ?? now) - clock.since);
  const fallen = Math.floor(elapsed / clock.interval_ms) * clock.step;
  const price = Math.max(clock.floor_price, item.start_price - fallen);
  return { ...item, price, minimum: price };
}

/** The moment of the next drop of a running clock; null where the price does not fall any more. */
export function nextDropAt(item: Item, now: number): number | null {
  const { clock } = item;
  if (clock === null || clock.since === null || clock.stopped_at !== null || !takesBids(item.status)) return null;
  const drops = Math.floor(Math.max(0, now - clock.since) / clock.interval_ms) + 1;
  const isLowest = item.start_price - (drops - 1) * clock.step <= clock.floor_price;
  return isLowest ? null : clock.since + drops * clock.interval_ms;
}

/** Whether the price changes without a message. */
export function isFalling(item: Item): boolean {
  return item.clock !== null && ["open", "closing", "paused"].includes(item.status);
}
