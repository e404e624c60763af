import { expect, test } from "vitest";
import { lists, plurals } from "../../../ui/texts/plurals";
import { ar } from "../../../ui/texts/ar";
import { de } from "../../../ui/texts/de";
import { en } from "../../../ui/texts/en";

test.each([
  [0, "0 bids", "0 Gebote", "لا مزايدات"],
  [1, "1 bid", "1 Gebot", "مزايدة واحدة"],
  [2, "2 bids", "2 Gebote", "مزايدتان"],
  [7, "7 bids", "7 Gebote", "7 مزايدات"],
  [11, "11 bids", "11 Gebote", "11 مزايدة"],
])("%d bids are named by the rules of each language", (bids, english, german, arabic) => {
  expect([en, de, ar].map((language) => language.item.price.bids(bids))).toEqual([english, german, arabic]);
});

test("a number without a form of its own has the common one", () => {
  expect(plurals("en")(1, { other: "# watching" })).toBe("1 watching");
});

test("a list has the conjunction of its language", () => {
  expect(lists("de")(["a", "b", "c"])).toBe("a, b und c");
});
