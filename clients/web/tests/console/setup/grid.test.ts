import { expect, test } from "vitest";
import { cellsOf, csvOf, delimiterOf } from "../../../console/setup/grid";

test("quotes hold delimiters, line breaks and quotes", () => {
  expect(cellsOf('lot,title\n1,"Vase, ""Gallé""\nsigned"\r\n2,Lamp')).toEqual([
    ["lot", "title"],
    ["1", 'Vase, "Gallé"\nsigned'],
    ["2", "Lamp"],
  ]);
});

test.each([
  ["lot;title,long;price", ";"],
  ["lot\ttitle", "\t"],
  ["lot", ","],
])("the delimiter is that of the header: %s", (text, delimiter) => {
  expect(delimiterOf(text)).toBe(delimiter);
});

test("cells come back from the text that is written of them", () => {
  const rows = [["lot", "title"], ["1", 'a "b", c\nd'], ["", " x "]];
  expect(cellsOf(csvOf(rows))).toEqual(rows);
});

test("a byte order mark is no part of the first name", () => {
  expect(cellsOf("\ufefflot\n1\n")).toEqual([["lot"], ["1"]]);
});
