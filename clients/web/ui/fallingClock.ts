/** A Dutch item's falling price, computed as the server computes it; no message carries it. */

import type { Item } from "auction-client";

/** The item at the time `now`, with the price of a running clock. */
export function atMoment(item: Item, now: number): Item {
  const { clock } = item;
  if (!isFalling(item) || clock === null || clock.since === null) return item;
  const elapsed = Math.max(0, (clock.stopped_at ?? now) - clock.since);
  const fallen = Math.floor(elapsed / clock.interval_ms) * clock.step;
  const price = Math.max(clock.floor_price, item.start_price - fallen);
  return { ...item, price, minimum: price };
}

/** Whether the price changes without a message. */
export function isFalling(item: Item): boolean {
  return item.clock !== null && ["open", "closing", "paused"].includes(item.status);
}
