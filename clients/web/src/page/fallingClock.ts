/** A Dutch item's clock: the price is worked out here, as the server works it out, and sent by nobody. */

import type { Item } from "../sdk";

/** The item as it stands at `now`: a running clock's price, and everything else as it was told. */
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
