import type { Identity, Item, OwnStanding } from "auction-client";
import { expect, test } from "vitest";
import type { OwnItem } from "../../../page/mine/ownItems";
import { standingOf } from "../../../page/mine/standing";
import { item } from "../../../sdk/tests/examples";

const ME = { handle: "Ann#aaa", user_id: "ann", role: "bidder", expires_at: 0, former_code: "old" } satisfies Identity;
const lamp = (fields: Partial<Item>) => item(3, { leader: "Bob#bbb", status: "open", format: "english", ...fields });
const own = (standing: OwnStanding): OwnItem => ({ item: lamp({}), standing, yours: null, owed: null, at: 0 });

test("a reader leads by the leader's code, whatever their name", () => {
  expect(standingOf(lamp({ leader: "Ann Smith#aaa" }), ME, undefined)).toBe("leading");
  expect(standingOf(lamp({}), ME, undefined)).toBeNull();
  expect(standingOf(lamp({ leader: "Ann#aaa" }), null, own("leading"))).toBeNull();
});

test("a known lead that another bidder has now is lost", () => {
  expect(standingOf(lamp({}), ME, own("leading"))).toBe("outbid");
});

test("claimed units and secret offers stand, whoever bids next", () => {
  expect(standingOf(lamp({ format: "fixed" }), ME, own("leading"))).toBe("leading");
  expect(standingOf(lamp({ format: "sealed_first", leader: null }), ME, own("offered"))).toBe("offered");
});

test("an ended item is won or lost", () => {
  expect(standingOf(lamp({ status: "sold", leader: "Ann#aaa" }), ME, undefined)).toBe("won");
  expect(standingOf(lamp({ status: "sold" }), ME, own("outbid"))).toBe("lost");
  expect(standingOf(lamp({ status: "unsold", leader: "Ann#aaa" }), ME, own("leading"))).toBe("lost");
  expect(standingOf(lamp({ status: "sold", format: "fixed" }), ME, own("leading"))).toBe("won");
  expect(standingOf(lamp({ status: "sold" }), ME, undefined)).toBeNull();
  expect(standingOf(lamp({ status: "cancelled" }), ME, own("leading"))).toBeNull();
});
