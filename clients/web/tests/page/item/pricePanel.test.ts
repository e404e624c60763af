import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { atIntervals, labelOf, spokenText } from "../../../page/item/pricePanel";
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
