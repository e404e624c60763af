import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { perFrame } from "../../ui/dom";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  vi.stubGlobal("cancelAnimationFrame", () => {});
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("several calls within a frame draw once, and a call after it draws again", () => {
  const frames: (() => void)[] = [];
  vi.stubGlobal("requestAnimationFrame", (draw: () => void) => frames.push(draw));
  let drawn = 0;
  const draw = perFrame(() => drawn++);
  draw();
  draw();
  expect([frames.length, drawn]).toEqual([1, 0]);
  frames.pop()?.();
  expect(drawn).toBe(1);
  draw();
  expect(frames.length).toBe(1);
});

test("a hidden page, which has no frames, draws all the same", () => {
  vi.stubGlobal("requestAnimationFrame", () => 1);
  let drawn = 0;
  const draw = perFrame(() => drawn++);
  draw();
  draw();
  vi.advanceTimersByTime(250);
  expect(drawn).toBe(1);
});
