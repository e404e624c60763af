import { expect, test } from "vitest";
import { BID_BACKOFF, leavingMs, pauseMs, Pauses, RECONNECT_BACKOFF, WATCH_BACKOFF } from "../src/backoff";

const BACKOFF = { firstMs: 100, longestMs: 2_000 };
const busy = (retry_after_ms: number) => ({ code: "busy", message: "", retry_after_ms });

test("pauses double up to the longest, and begin again after a success", () => {
  const pauses = new Pauses(BACKOFF, () => 0.5);
  expect(Array.from({ length: 7 }, () => pauses.nextMs())).toEqual([100, 200, 400, 800, 1_600, 2_000, 2_000]);
  pauses.reset();
  expect(pauses.nextMs()).toBe(100);
});

test("a pause is spread by half of it to either side", () => {
  expect([0, 1].map((chance) => pauseMs(BACKOFF, 3, chance))).toEqual([400, 1_200]);
});

test("retry_after_ms is a lower bound, with the spread on top of it", () => {
  const pause = (chance: number) => new Pauses(BACKOFF, () => chance).nextMs(busy(700));
  expect(pause(0)).toBe(700);
  expect(pause(0.9)).toBeGreaterThan(pause(0.1));
});

test("a short retry_after_ms does not shorten the backoff", () => {
  expect(pauseMs(BACKOFF, 3, 0, 1)).toBe(400);
});

test.each([BID_BACKOFF, WATCH_BACKOFF, RECONNECT_BACKOFF])("every pause of %o is bounded", (backoff) => {
  for (const attempt of [0, 5, 10_000]) {
    expect(pauseMs(backoff, attempt, 0)).toBeGreaterThanOrEqual(backoff.firstMs / 2);
    expect(pauseMs(backoff, attempt, 0.999)).toBeLessThanOrEqual(1.5 * backoff.longestMs);
  }
});

test("the hint of a node that leaves is the first pause, within bounds", () => {
  expect(leavingMs({ retry_after_ms: 200 })).toBe(200);
  expect(leavingMs({ retry_after_ms: 10 ** 9 })).toBe(RECONNECT_BACKOFF.longestMs);
  expect(leavingMs({ retry_after_ms: 0 })).toBe(RECONNECT_BACKOFF.firstMs);
});
