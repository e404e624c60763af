import type { BidderRest, Item, SaleItem, SearchTerms } from "auction-client";
import { expect, test } from "vitest";
import { followed, Found } from "../../../page/sales/found";
import { item } from "../../../sdk/tests/examples";

const named = (item_id: string, seq = 1, fields: Partial<Item> = {}) => item(seq, { item_id, ...fields });
const ids = (found: Found) => found.items.map((each) => each.item_id);

/** A server that answers searches with these pages, in turn, and single items with `single`. */
function serverOf(pages: { items: Item[]; next_after: string | null }[], single: readonly Item[] = []) {
  const asked: SearchTerms[] = [];
  const search = async (terms: SearchTerms) => {
    asked.push(terms);
    return { ok: true, ...pages.shift() };
  };
  const read = async (itemId: string) => ({ ok: true, ...single.find((each) => each.item_id === itemId) });
  return { rest: { catalogue: { search }, item: read } as unknown as BidderRest, asked };
}

test("the next page begins where the last one ended, and items are shown once", async () => {
  const pages = [
    { items: [named("a"), named("b")], next_after: "place" },
    { items: [named("b"), named("c")], next_after: null },
  ];
  const { rest, asked } = serverOf(pages);
  const found = new Found(rest, { auction_id: "spring" }, 2);
  await found.more();
  expect(found.hasMore).toBe(true);
  await found.more();
  await found.more();
  expect(ids(found)).toEqual(["a", "b", "c"]);
  expect(asked.map(({ after }) => after)).toEqual([undefined, "place"]);
  expect(found.hasMore).toBe(false);
});

test("a refresh keeps the order, and reads the items that the search has lost", async () => {
  const pages = [
    { items: [named("a"), named("b")], next_after: null },
    { items: [named("c"), named("b", 4)], next_after: null },
  ];
  const { rest } = serverOf(pages, [named("a", 5, { status: "sold" })]);
  const found = new Found(rest, {});
  await found.refresh();
  await found.refresh();
  expect(found.items.map(({ item_id, seq, status }) => `${item_id} ${seq} ${status}`)).toEqual([
    "a 5 sold",
    "b 4 open",
    "c 1 open",
  ]);
});

test("an item follows its sale, and never goes back", () => {
  const state = { item_id: "a", epoch: 0, seq: 5, price: 700, status: "open" } as SaleItem;
  expect(followed(named("a", 3), state)).toMatchObject({ seq: 5, price: 700, title: named("a").title });
  expect(followed(named("a", 6), state).seq).toBe(6);
  expect(followed(named("a", 6, { epoch: 0 }), { ...state, epoch: 1 }).seq).toBe(5);
});
