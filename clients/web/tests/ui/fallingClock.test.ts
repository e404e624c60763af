import { describe, expect, it } from "vitest";
import { atMoment, isFalling } from "../../ui/fallingClock";
import { item } from "../../sdk/tests/examples";

const CLOCK = { start_price: 1_000, step: 100, interval_ms: 5_000, floor_price: 700, since: 1_000, stopped_at: null };
const dutch = (more = {}) => item(2, { format: "dutch", start_price: 1_000, price: 1_000, clock: CLOCK, ...more });

describe("a Dutch item's clock", () => {
  it.each([
    [1_000, 1_000],
    [5_999, 1_000],
    [6_000, 900],
    [16_000, 700],
    [99_000, 700],
    [0, 1_000],
  ])("shows at %d ms the price that the server would take", (now, price) => {
    const { price: shown, minimum } = atMoment(dutch(), now);
    expect([shown, minimum]).toEqual([price, price]);
  });

  it("stands still while it is paused", () => {
    const paused = dutch({ status: "paused", clock: { ...CLOCK, stopped_at: 6_000 } });
    expect(atMoment(paused, 99_000).price).toBe(900);
  });

  it("leaves an item alone that has not opened, has ended, or has no clock", () => {
    for (const still of [
      dutch({ clock: { ...CLOCK, since: null } }),
      dutch({ status: "sold", price: 800 }),
      item(5),
    ]) {
      expect(atMoment(still, 50_000)).toBe(still);
    }
    expect(isFalling(item(5))).toBe(false);
  });
});
