import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { atIntervals, dropText, labelOf, spokenText } from "../../../page/item/pricePanel";
import { item } from "../../../sdk/tests/examples";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("the label of the price follows the item's state", () => {
  expect(labelOf(item(2))).toBe("Starting price");
  expect(labelOf(item(3))).toBe("Current bid");
  expect(labelOf(item(3, { status: "sold" }))).toBe("Sold for");
  expect(labelOf(item(3, { status: "unsold" }))).toBe("Last bid");
  expect(labelOf(item(2, { format: "fixed" }))).toBe("Price");
});

test("the spoken text names the leader without the mark", () => {
  expect(spokenText(item(3), "€1.00", false)).toBe("Current bid €1.00, Ann.");
  expect(spokenText(item(3), "€1.00", true)).toBe("Current bid €1.00, you.");
  expect(spokenText(item(2), "€1.00", false)).toBe("Starting price €1.00.");
});

test("only the latest price of an interval is spoken", async () => {
  const spoken: number[] = [];
  const speak = atIntervals((value: number) => spoken.push(value), 3_000);
  speak(1);
  await vi.advanceTimersByTimeAsync(0);
  for (const price of [2, 3, 4]) speak(price);
  await vi.advanceTimersByTimeAsync(2_999);
  expect(spoken).toEqual([1]);
  await vi.advanceTimersByTimeAsync(1);
  expect(spoken).toEqual([1, 4]);
});

test("the next drop of a falling price is counted down in whole seconds, unless it drops all the time", () => {
  const clock = { start_price: 1_000, step: 100, interval_ms: 15_000, floor_price: 700, since: 0, stopped_at: null };
  const dutch = item(2, { format: "dutch", start_price: 1_000, clock });
  expect(dropText(dutch, 2_500)).toBe("Next drop in 0:13");
  expect(dropText(dutch, 15_000)).toBe("Next drop in 0:15");
  expect(dropText(dutch, 45_000)).toBe("");
  expect(dropText({ ...dutch, status: "paused", clock: { ...clock, stopped_at: 1 } }, 2_500)).toBe("");
  expect(dropText({ ...dutch, clock: { ...clock, interval_ms: 300 } }, 100)).toBe("");
  expect(dropText(item(3), 0)).toBe("");
});
