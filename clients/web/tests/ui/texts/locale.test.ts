import { afterEach, expect, test } from "vitest";
import { formatLeft } from "../../../ui/countdown";
import { formatMoney, parseAmount, plainAmount } from "../../../ui/money";
import { setTexts } from "../../../ui/texts";
import { ar } from "../../../ui/texts/ar";
import { de } from "../../../ui/texts/de";
import { en } from "../../../ui/texts/en";
import { digitsText, numberText, percentText, setLocale } from "../../../ui/texts/locale";

afterEach(() => {
  setLocale(undefined);
  setTexts(en);
});

test("money is written and read as in the reader's locale", () => {
  setLocale("de-DE");
  expect(formatMoney(123_456, "EUR")).toBe("1.234,56\u00a0€");
  expect(parseAmount("1.234,56", "EUR")).toEqual({ amount: 123_456 });
  setLocale("ar-EG");
  expect(parseAmount(plainAmount(123_456, "EUR"), "EUR")).toEqual({ amount: 123_456 });
  expect(plainAmount(123_456, "EUR")).toBe("١٢٣٤٫٥٦");
});

test("a countdown has the digits and the words of the reader", () => {
  setLocale("ar-EG");
  setTexts(ar);
  expect(formatLeft(65_000)).toBe("١:٠٥");
  expect(formatLeft(9_410)).toBe("٩٫٤");
  expect(formatLeft(2 * 86_400_000 + 3_600_000)).toBe("يومان \u2068١:٠٠:٠٠\u2069");
  setLocale("de-DE");
  setTexts(de);
  expect(formatLeft(9_410)).toBe("9,4");
  expect(formatLeft(90_061_000)).toBe("1 T 1:01:01");
});

test("digits keep their leading noughts, and numbers have the signs between thousands", () => {
  setLocale("en-IE");
  expect([digitsText("05"), numberText(12_345), percentText(0.95)]).toEqual(["05", "12,345", "95%"]);
});
