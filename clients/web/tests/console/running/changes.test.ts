import { beforeAll, expect, test } from "vitest";
import { changesBetween } from "../../../console/running/changes";
import { setLocale } from "../../../ui/texts/locale";
import { item } from "../items";

beforeAll(() => setLocale("en-IE"));

test.each([
  [{ price: 200, leader: "Bob#b" }, ["price €1.00 → €2.00", "now Bob leads"]],
  [{ status: "sold" as const }, ["Open → Sold"]],
  [{ minimum: 300 }, ["asking €3.00"]],
  [{ ends_at: 5 }, ["the end has moved"]],
  [{ notice: { notice_id: "n", text: "!", at: 0 } }, ["a notice was given"]],
  [{ title: "The lamp" }, ["the description has changed"]],
  [{ seq: 9 }, ["another clerk acted"]],
])("a change is told in words: %o", (fields, words) => {
  expect(changesBetween(item(), item(fields))).toEqual(words);
});
