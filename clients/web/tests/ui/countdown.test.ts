import { expect, test } from "vitest";
import { formatLeft, formatMoved, phaseOf } from "../../ui/countdown";

test.each([
  [90_061_000, "1 d 1:01:01"],
  [86_399_999, "23:59:59"],
  [3_600_000, "1:00:00"],
  [3_599_999, "59:59"],
  [65_000, "1:05"],
  [10_000, "0:10"],
  [9_999, "9.9"],
  [99, "0.0"],
  [-5_000, "0.0"],
])("%d ms are shown as %s, never as more than is left", (left, shown) => {
  expect(formatLeft(left)).toBe(shown);
});

test.each([
  [60_001, "calm"],
  [60_000, "soon"],
  [10_001, "soon"],
  [10_000, "last"],
  [0, "last"],
])("with %d ms left it is %s", (left, phase) => {
  expect(phaseOf(left)).toBe(phase);
});

test.each([
  [12_400, "+12 s"],
  [60_000, "+1 min"],
  [90_000, "+1 min 30 s"],
  [20, "+1 s"],
])("an end moved by %d ms is shown as %s", (ms, shown) => {
  expect(formatMoved(ms)).toBe(shown);
});
