import { expect, test } from "vitest";
import type { Group } from "../../../console/controls/typedForm";
import { hasField, itemGroups } from "../../../console/setup/itemFields";
import { nextLot } from "../../../console/setup/itemForm";
import { saleGroups } from "../../../console/setup/saleFields";
import contract from "../../../sdk/src/messages/contract.ts?raw";

test("a form shows the fields of the format", () => {
  expect(hasField("reserve", "english", "")).toBe(true);
  expect(hasField("reserve", "dutch", "")).toBe(false);
  expect(hasField("floor_price", "dutch", "")).toBe(true);
  expect(hasField("title", "fixed", "")).toBe(true);
});

test("the fields of late bids are shown where they have an effect", () => {
  expect(hasField("soft_close.policy", "english", "")).toBe(true);
  expect(hasField("soft_close.window_ms", "english", "")).toBe(false);
  expect(hasField("soft_close.window_ms", "english", "add")).toBe(true);
  expect(hasField("soft_close.extensions_max", "english", "add")).toBe(false);
  expect(hasField("soft_close.extensions_max", "english", "capped")).toBe(true);
  expect(hasField("soft_close.hard_end", "english", "add")).toBe(false);
  expect(hasField("soft_close.hard_end", "english", "capped")).toBe(true);
});

test("the next lot has the next number", () => {
  expect([nextLot("12"), nextLot("12A"), nextLot(null)]).toEqual(["13", "13", ""]);
});

/** The fields of an interface of the contract. */
function fieldsOf(name: string): string[] {
  const body = new RegExp(`export interface ${name} \\{([^}]*)\\}`).exec(contract)?.[1] ?? "";
  return [...body.matchAll(/^  readonly (\w+)/gm)].map((found) => found[1] as string);
}

/** The columns of a file: the fields of an item, and those of its objects, each with a dot. */
function columns(name: string, parts: Record<string, string>): string[] {
  return fieldsOf(name).flatMap((field) => {
    const part = parts[field];
    return part === undefined ? [field] : fieldsOf(part).map((inner) => `${field}.${inner}`);
  });
}

const namesIn = (groups: readonly Group[]) => groups.flatMap(({ fields }) => fields.map(({ name }) => name)).sort();

test("the form of an item has every column of an import", () => {
  // The server makes the id; the first of several pictures is the one alone.
  const others = ["item_id", "image_url"];
  const imported = columns("Listing", { soft_close: "SoftCloseRules", fees: "FeeRules" });
  expect(namesIn(itemGroups())).toEqual(imported.filter((name) => !others.includes(name)).sort());
});

test("the form of a sale has every field of one", () => {
  const parts = { sequence: "Sequence", stagger: "StaggeredEnds", fees: "FeeRules", terms: "SaleTerms" };
  expect(namesIn(saleGroups())).toEqual(columns("NewAuction", parts).filter((name) => name !== "auction_id").sort());
});
