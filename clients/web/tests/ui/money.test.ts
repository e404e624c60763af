import { describe, expect, test } from "vitest";
import { MINOR_UNITS } from "../../ui/minorUnits";
import { decimalsOf, formatMoney, parseAmount, parseUnits, plainAmount } from "../../ui/money";

const LOCALES = [
  ...["en", "en-GB", "en-IN", "en-CH", "en-ZA", "de", "de-AT", "de-CH", "fr", "fr-CH", "es", "es-MX", "it", "nl", "pt", "pt-PT"],
  ...["pt-CV", "pl", "sv", "da", "nb", "fi", "et", "lv", "hu", "cs", "bg", "ru", "el", "tr", "he", "ar", "ar-EG", "ar-AE", "fa"],
  ...["ur", "hi", "mr", "ne", "bn", "my", "th", "ja", "ko", "zh", "dz", "ks", "hi-u-nu-deva"],
];
const CURRENCIES = ["EUR", "USD", "CHF", "DKK", "INR", "JPY", "HUF", "IDR", "KWD", "IQD", "CLF", "CVE", "ISK", "XAU"];
const AMOUNTS = [1, 7, 99, 100, 12_345, 123_400, 1_234_567, 999_999_999_999_999, 10 ** 15];

describe("typed amounts", () => {
  test.each([
    ["12", "EUR", "en", 1_200],
    ["12.5", "EUR", "en", 1_250],
    ["12,5", "EUR", "de", 1_250],
    [" 1,234.56 ", "EUR", "en", 123_456],
    ["€1,234.56", "EUR", "en", 123_456],
    ["1.234,56 €", "EUR", "de", 123_456],
    ["1.234", "EUR", "de", 123_400],
    ["1.234,50", "EUR", "es", 123_450],
    ["1 234,56", "EUR", "fr", 123_456],
    ["1’234.56", "CHF", "de-CH", 123_456],
    ["1'234.56", "CHF", "de-CH", 123_456],
    ["CHF 1'234.56", "CHF", "de-CH", 123_456],
    ["12,34,567.50", "INR", "en-IN", 123_456_750],
    ["١٬٢٣٤٫٥٠", "EUR", "ar-EG", 123_450],
    ["1234.50", "EUR", "ar-EG", 123_450],
    ["0.29", "EUR", "en", 29],
    ["8.20", "USD", "en", 820],
    ["1100", "JPY", "ja", 1_100],
    ["150,000", "HUF", "en", 15_000_000],
    ["1500.00", "HUF", "en", 150_000],
    ["1.234", "KWD", "en", 1_234],
    ["10000000000000", "EUR", "en", 10 ** 15],
    ["9007199254740.93", "EUR", "en", 900_719_925_474_093],
  ])("%j in %s, typed in %s, is %d", (typed, currency, locale, amount) => {
    expect(parseAmount(typed, currency, locale)).toEqual({ amount });
  });

  test.each([
    ["12,50", "EUR", "en"], // no locale's own way is another's
    ["12.50", "EUR", "de"],
    ["12.500", "EUR", "en"], // twelve and a half, or twelve thousand five hundred
    ["12,500", "EUR", "de"],
    ["0,125", "EUR", "en"],
    ["1,234", "KWD", "de-CH"],
    ["1,23,456", "EUR", "en"],
    ["123,456.50", "INR", "en-IN"],
    ["1,2345", "EUR", "en"],
    ["1.2.3", "EUR", "en"],
    ["12.345", "EUR", "en"],
    ["1.5", "JPY", "en"],
    ["10000000000000.01", "EUR", "en"],
    ["0", "EUR", "en"],
    ["0.00", "EUR", "en"],
    ["007", "EUR", "en"],
    ["-5", "EUR", "en"],
    ["+5", "EUR", "en"],
    ["1e1", "EUR", "en"],
    ["1e3", "JPY", "en"],
    ["0x10", "EUR", "en"],
    ["1_000", "EUR", "en"],
    ["٣", "EUR", "en"],
    ["²", "EUR", "en"],
    ["12.", "EUR", "en"],
    [".5", "EUR", "en"],
    ["12 EUR", "EUR", "en"],
    ["$12", "EUR", "en"],
    ["€12", "EUR", "de"],
    ["12€€", "EUR", "de"],
    ["a12b", "EUR", "en"],
    ["Infinity", "EUR", "en"],
    ["", "EUR", "en"],
    [".", "EUR", "en"],
    ["9".repeat(1_000), "EUR", "en"],
  ])("%j in %s, typed in %s, is refused, not guessed", (typed, currency, locale) => {
    expect(parseAmount(typed, currency, locale)).toHaveProperty("problem");
  });

  test.each(LOCALES)("every form in which the page writes an amount in %s is read back as the same amount", (locale) => {
    for (const currency of CURRENCIES) {
      for (const amount of AMOUNTS) {
        for (const write of [formatMoney, plainAmount]) {
          const written = write(amount, currency, locale);
          expect([written, parseAmount(written, currency, locale)]).toEqual([written, { amount }]);
        }
      }
    }
  });
});

describe("typed units", () => {
  test("are digits, of ASCII or of the locale", () => {
    expect([parseUnits("10", "en"), parseUnits(" 3 ", "en"), parseUnits("٣", "ar-EG")]).toEqual([10, 3, 3]);
  });

  test.each(["1e1", "0x10", "1.0", "+1", "-1", "0", "05", "1,000", "1 0", "", "٣", "²", "9".repeat(20)])("are not %j", (typed) => {
    expect(parseUnits(typed, "en")).toBeNull();
  });
});

test.each([
  [125_000, "EUR", "€1,250.00"],
  [5, "EUR", "€0.05"],
  [1_100, "JPY", "¥1,100"],
  [150_000, "HUF", "HUF\u00a01,500.00"],
  [1_500, "IQD", "IQD\u00a01.500"],
  [999_999_999_999_999, "EUR", "€9,999,999,999,999.99"],
])("%d minor units of %s are shown as %s", (amount, currency, shown) => {
  expect(formatMoney(amount, currency, "en")).toBe(shown);
});

test("a currency has the decimals of ISO 4217, whatever the browser's table says", () => {
  expect(["EUR", "HUF", "IDR", "COP", "ISK", "JPY", "KWD", "IQD", "CLF"].map(decimalsOf)).toEqual([2, 2, 2, 2, 0, 0, 3, 3, 4]);
  for (const currency of [...Object.keys(MINOR_UNITS), ...CURRENCIES]) {
    const fraction = /\.(\d+)/.exec(formatMoney(123_456, currency, "en"))?.[1] ?? "";
    expect([currency, fraction.length]).toEqual([currency, decimalsOf(currency)]);
  }
});

test.each([
  ["EUR", "en", "12.50"],
  ["EUR", "de", "12,50"],
  ["JPY", "en", "12"],
  ["KWD", "fr", "12,500"],
])("who types no amount of %s in %s is shown how to write one: %s", (currency, locale, example) => {
  expect(parseAmount("much", currency, locale)).toEqual({ problem: `That is not an amount. Write it like ${example}.` });
  expect(parseAmount(example, currency, locale)).toHaveProperty("amount");
});
