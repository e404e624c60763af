import { expect, test } from "vitest";
import { chargeOf, sumOf } from "../../ui/charges";
import type { Fees } from "auction-client";

const MILLION = 100_000_000;
const fees = (premium: Fees["premium"], price_tax = 0, premium_tax = 0): Fees => ({ premium, price_tax, premium_tax });

test("published hammer prices give the published prices", () => {
  // Christie's New York, November 2017: Leonardo, "Salvator Mundi".
  const christies2017 = fees([[0, 250_000], [25_000_000, 200_000], [4 * MILLION, 125_000]]);
  expect(chargeOf(christies2017, 400 * MILLION).total).toBe(45_031_250_000);
  // Christie's New York, May 2022: Warhol, "Shot Sage Blue Marilyn".
  const christies2022 = fees([[0, 260_000], [MILLION, 200_000], [6 * MILLION, 145_000]]);
  expect(chargeOf(christies2022, 170 * MILLION).total).toBe(19_504_000_000);
});

test("tax is on the price, the premium or both, and rounded once", () => {
  const quarter: Fees["premium"] = [[0, 250_000]];
  expect(chargeOf(fees(quarter, 0, 200_000), 100_000)).toEqual({ hammer_price: 100_000, premium: 25_000, tax: 5_000, total: 130_000 });
  expect(chargeOf(fees(quarter, 88_750, 88_750), 1_001)).toMatchObject({ premium: 250, tax: 111 });
});

test("halves are rounded up", () => {
  expect(chargeOf(fees([[0, 250_000]]), 2).premium).toBe(1);
  expect(chargeOf(fees([[0, 250_000]]), 1).premium).toBe(0);
});

test("bands hold for the price of a unit, and a line is rounded once", () => {
  const bands = fees([[0, 250_000], [1_000, 100_000]]);
  expect([chargeOf(bands, 1_000, 3), chargeOf(bands, 1_001, 10), chargeOf(bands, 999, 10)].map((c) => c.premium)).toEqual([
    750, 2_501, 2_498,
  ]);
});

test("without fees a winner owes the hammer price, also above what a number holds in millionths", () => {
  expect(chargeOf(null, 700, 2)).toEqual({ hammer_price: 1_400, premium: 0, tax: 0, total: 1_400 });
  expect(chargeOf(fees([[0, 1_000_000]]), 10 ** 15).total).toBe(2 * 10 ** 15);
});

test("the charges of several lines add up", () => {
  const one = chargeOf(fees([[0, 250_000]]), 1);
  expect(sumOf([one, one])).toEqual({ hammer_price: 2, premium: 0, tax: 0, total: 2 });
});
