import type { AuctionClient, Item, ItemView } from "auction-client";
import { expect, test } from "vitest";
import { OutbidWatches, outbidIn } from "../../../page/mine/outbidWatches";
import type { OwnItem } from "../../../page/mine/ownItems";
import { item } from "../../../sdk/tests/examples";

const own = (at: number, more: Partial<OwnItem> = {}): OwnItem => ({
  item: item(3),
  standing: "outbid",
  yours: null,
  owed: null,
  at,
  ...more,
});

test("the latest items that others lead are followed, and no ended ones", () => {
  const items = new Map([
    ["old", own(1)],
    ["led", own(5, { standing: "leading" })],
    ["over", own(6, { item: item(3, { status: "sold" }) })],
    ["new", own(7)],
  ]);
  expect(outbidIn(items)).toEqual(["new", "old"]);
});

test("an item is watched until the reader leads again", () => {
  const watched: string[] = [];
  const seen: Item[] = [];
  let show: (view: ItemView) => void = () => {};
  const watch = (itemId: string, listener: (view: ItemView) => void) => {
    watched.push(`+${itemId}`);
    show = listener;
    return () => void watched.push(`-${itemId}`);
  };
  const watches = new OutbidWatches({ watch } as unknown as AuctionClient, (each) => void seen.push(each));
  watches.follow(new Map([["lamp", own(1)]]));
  watches.follow(new Map([["lamp", own(2)]]));
  show({ item: item(4) } as ItemView);
  watches.follow(new Map([["lamp", own(3, { standing: "leading" })]]));
  show({ item: item(5) } as ItemView);
  expect(watched).toEqual(["+lamp", "-lamp"]);
  expect(seen.map(({ seq }) => seq)).toEqual([4]);
});
