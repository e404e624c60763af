import { expect, test } from "vitest";
import type { ItemResult, WinnerLine } from "auction-client";
import { sumsOf } from "../../../console/results/sums";

const winner = { hammer_price: 100, premium: 25, tax: 5, total: 130 } as WinnerLine;
const result = (status: string, winners: readonly WinnerLine[] = []) => ({ status, winners }) as ItemResult;

test("a sale's sums are those of all its winners", () => {
  const sums = sumsOf([result("sold", [winner, winner]), result("unsold"), result("open"), result("sold", [winner])]);
  expect(sums).toEqual({ sold: 2, ended: 3, hammer_price: 300, premium: 75, tax: 15, total: 390 });
});
