import { beforeAll, expect, test } from "vitest";
import { amount, bands, Fault, increments, json, lines, moment, rate, seconds, whole, type Kind } from "../../../console/controls/kinds";
import { setLocale } from "../../../ui/texts/locale";

beforeAll(() => setLocale("en-IE"));

const KINDS: [string, Kind, string, unknown, string?][] = [
  ["an amount", amount, "1,250.00", 125_000, "1250.00"],
  ["a whole number", whole, "12", 12],
  ["seconds", seconds, "1.5", 1_500],
  ["lines", lines, "https://a/1\nhttps://a/2", ["https://a/1", "https://a/2"]],
  ["JSON", json, '{"shelf":7}', { shelf: 7 }],
  ["a rate", rate, "8.875%", 88_750],
  ["bands", bands, "0:26% 800000:20%", [[0, 260_000], [80_000_000, 200_000]]],
  ["steps", increments, "0:1 100:5.5", [[0, 100], [10_000, 550]]],
];

test.each(KINDS)("%s is read as the wire has it, and written as it is typed", (_, kind, typed, value, written = typed) => {
  expect(kind.read(typed, "EUR")).toEqual(value);
  expect(kind.write(value, "EUR")).toBe(written);
});

test.each(KINDS)("an empty text of %s is the default", (_, kind) => {
  expect(kind.read("", "EUR")).toBeUndefined();
  expect(kind.write(undefined, "EUR")).toBe("");
});

test.each([
  ["an amount", amount, "many"],
  ["a whole number", whole, "1.5"],
  ["seconds", seconds, "soon"],
  ["a moment", moment, "soon"],
  ["JSON", json, "{"],
  ["a rate", rate, "8,875%"],
  ["bands", bands, "0:26% 100"],
  ["steps", increments, "0:1 x:5"],
  ["a ladder", increments, "100 x"],
  ["cents of a cent", increments, "0:0.001"],
] as [string, Kind, string][])("%s that can't be read is a fault", (_, kind, typed) => {
  expect(kind.read(typed, "EUR")).toBeInstanceOf(Fault);
});

test("amounts without a colon are a ladder, in the decimals of the currency", () => {
  expect(increments.read("100 150 200", "JPY")).toEqual({ ladder: [100, 150, 200] });
});

test("a moment is written in the reader's zone, and read back", () => {
  const at = new Date(2030, 0, 31, 18, 0, 5).getTime();
  expect(moment.write(at, "EUR")).toBe("2030-01-31T18:00:05");
  expect(moment.read("2030-01-31T18:00:05", "EUR")).toBe(at);
});
