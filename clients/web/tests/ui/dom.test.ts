import { afterEach, expect, test, vi } from "vitest";
import { perFrame } from "../../ui/dom";

afterEach(() => void vi.unstubAllGlobals());

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
