import { expect, test } from "vitest";
import { chargeLines, winsTotals } from "../../../page/mine/wins";

test("a charge without fees has its hammer price and its total", () => {
  const lines = chargeLines({ hammer_price: 500, premium: 0, tax: 0, total: 500 });
  expect(lines).toEqual([
    ["Hammer price", 500],
    ["Total", 500],
  ]);
});

test("sums are made by currency", () => {
  const wins = [
    { currency: "EUR", total: 500 },
    { currency: "JPY", total: 70 },
    { currency: "EUR", total: 1 },
  ];
  expect(winsTotals(wins)).toEqual([
    { currency: "EUR", total: 501 },
    { currency: "JPY", total: 70 },
  ]);
});
