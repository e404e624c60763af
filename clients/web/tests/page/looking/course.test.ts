import { expect, test } from "vitest";
import { pathOf, stepsOf } from "../../../page/looking/course";
import { bid } from "../../../sdk/tests/examples";

test("only bids that stand and raise the price are steps", () => {
  const bids = [bid(3), { ...bid(5), retracted: true }, bid(4), { ...bid(6), amount: 200 }];
  expect(stepsOf(bids).map(({ seq }) => seq)).toEqual([3, 4]);
});

test("the path goes right with the time and up with the price, to the edge", () => {
  const steps = [
    { at: 0, amount: 100 },
    { at: 50, amount: 150 },
    { at: 100, amount: 200 },
  ];
  expect(pathOf(steps)).toBe("M0 116 H282 V60 H564 V4 H600");
  expect(pathOf([])).toBe("");
});
