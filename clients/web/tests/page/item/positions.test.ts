import { expect, test } from "vitest";
import { isAfter } from "../../../page/item/positions";

test("positions compare by epoch, then by event number", () => {
  expect(isAfter({ epoch: 1, seq: 5 }, { epoch: 1, seq: 4 })).toBe(true);
  expect(isAfter({ epoch: 1, seq: 4 }, { epoch: 1, seq: 4 })).toBe(false);
  expect(isAfter({ epoch: 2, seq: 1 }, { epoch: 1, seq: 4 })).toBe(true);
  expect(isAfter({ epoch: 1, seq: 9 }, { epoch: 2, seq: 4 })).toBe(false);
});

test("without epochs positions compare by event number", () => {
  expect(isAfter({ seq: 5 }, { seq: 4 })).toBe(true);
  expect(isAfter({ seq: 3 }, { seq: 4 })).toBe(false);
});
