import { describe, expect, test } from "vitest";
import { formatMoney, parseAmount, plainAmount, quickAmounts } from "../src/page/money";

describe("typed amounts", () => {
  test.each([
    ["12", "EUR", "en", 1_200],
    ["12.5", "EUR", "en", 1_250],
    ["12,50", "EUR", "en", 1_250],
    ["12,5", "EUR", "de", 1_250],
    ["12.50", "EUR", "de", 1_250],
    [" 1,234.56 ", "EUR", "en", 123_456],
    ["1.234,56", "EUR", "de", 123_456],
    ["1.234", "EUR", "de", 123_400],
    ["1 234,56", "EUR", "fr", 123_456],
    ["1’234.56", "CHF", "de-CH", 123_456],
    ["0.29", "EUR", "en", 29],
    ["8.20", "USD", "en", 820],
    ["1100", "JPY", "ja", 1_100],
    ["1.234", "KWD", "en", 1_234],
    ["10000000000000", "EUR", "en", 10 ** 15],
    ["9007199254740.93", "EUR", "en", 900_719_925_474_093],
  ])("%j in %s, typed in %s, is %d", (typed, currency, locale, amount) => {
    expect(parseAmount(typed, currency, locale)).toEqual({ amount });
  });

  test.each([
    ["12.500", "EUR", "en"], // twelve and a half, or twelve thousand five hundred
    ["12,500", "EUR", "de"],
    ["0,125", "EUR", "en"],
    ["1,234", "KWD", "de-CH"],
    ["1,23,456", "EUR", "en"],
    ["1.2.3", "EUR", "en"],
    ["12.345", "EUR", "en"],
    ["1.5", "JPY", "en"],
    ["10000000000000.01", "EUR", "en"],
    ["0", "EUR", "en"],
    ["-5", "EUR", "en"],
    ["1e3", "EUR", "en"],
    ["12 EUR", "EUR", "en"],
    ["", "EUR", "en"],
    [".", "EUR", "en"],
  ])("%j in %s, typed in %s, is refused, not guessed", (typed, currency, locale) => {
    expect(parseAmount(typed, currency, locale)).toHaveProperty("problem");
  });

  test("a plain amount is read back as the same amount", () => {
    for (const locale of ["en", "de", "fr", "de-CH", "ar-EG", "hi", "fa"]) {
      for (const currency of ["EUR", "JPY", "KWD"]) {
        for (const amount of [1, 99, 100, 12_345, 999_999_999_999_999, 10 ** 15]) {
          expect(parseAmount(plainAmount(amount, currency, locale), currency, locale)).toEqual({ amount });
        }
      }
    }
  });
});

test.each([
  [125_000, "EUR", "€1,250.00"],
  [5, "EUR", "€0.05"],
  [1_100, "JPY", "¥1,100"],
  [999_999_999_999_999, "EUR", "€9,999,999,999,999.99"],
])("%d minor units of %s are shown as %s", (amount, currency, shown) => {
  expect(formatMoney(amount, currency, "en")).toBe(shown);
});

describe("amounts of the one-tap buttons", () => {
  test("go up from the minimum by the item's own step", () => {
    expect(quickAmounts({ price: 10_000, minimum: 10_500 })).toEqual([10_500, 11_000, 11_500]);
  });

  test("begin with the start price before the first bid, in round steps", () => {
    expect(quickAmounts({ price: 12_000, minimum: 12_000 })).toEqual([12_000, 12_500, 13_000]);
  });

  test("differ from each other even at the lowest price", () => {
    expect(quickAmounts({ price: 1, minimum: 1 })).toEqual([1, 2, 3]);
  });
});
