import { beforeAll, expect, test } from "vitest";
import { ACTS, type ActName } from "../../../console/running/acts";
import { lastStanding } from "../../../console/running/commands";
import { readAmounts } from "../../../console/running/roomEntry";
import { setLocale } from "../../../ui/texts/locale";
import { bid, item } from "../items";

beforeAll(() => setLocale("en-IE"));

const act = (name: ActName) => ACTS.find((each) => each.name === name)!;
const possible = (fields: Parameters<typeof item>[0]) =>
  ACTS.filter((each) => each.possible(item(fields)) && each.name !== "undo").map((each) => each.name);

test("each act is possible where the contract has it", () => {
  expect(possible({ status: "scheduled" })).toEqual(["open", "cancel"]);
  expect(possible({ status: "open", leader: "Ann#a", ends_at: 9 })).toEqual(["warn", "close", "pause", "extend", "pass", "cancel", "void"]);
  expect(possible({ status: "paused", leader: "Ann#a", reserve_met: false })).toEqual(["pause", "pass", "sell", "cancel", "void"]);
  expect(possible({ status: "sold", leader: "Ann#a" })).toEqual(["reopen", "award"]);
  expect(possible({ status: "cancelled" })).toEqual([]);
});

test("no two acts have one key", () => {
  const keys = ACTS.flatMap(({ key }) => key ?? []);
  expect(new Set([...keys, ..."FTBCAINLJKZY"]).size).toBe(keys.length + 12);
});

test("the hammer asks about the price and the bidder, or about no sale", () => {
  const question = act("close").question!;
  expect(question(item({ leader: "Ann#a", price: 5_000 }))).toBe("Sell at €50.00 to Ann?");
  expect(question(item({ leader: "Ann#a", reserve_met: false }))).toBe("Close without a sale?");
  expect(question(item({ format: "sealed_first" }))).toBe("Close the lot?");
});

test("the leader's last bid is their own, and not that of their maximum, which has the id of a rival's bid", () => {
  const bids = [
    bid({ seq: 2, bid_id: "ann" }),
    bid({ seq: 3, bid_id: "bob", bidder: "Bob#b" }),
    bid({ seq: 4, bid_id: "bob", auto: true }),
    bid({ seq: 5, bid_id: "gone", retracted: true }),
  ];
  expect(lastStanding(bids, item({ leader: "Ann#a" }))?.bid_id).toBe("ann");
});

test("a bid without an amount is at the asking price", () => {
  expect(readAmounts(item({ minimum: 110 }), "", "")).toEqual({ amount: 110 });
  expect(readAmounts(item(), "12.50", "20")).toEqual({ amount: 1_250, max_amount: 2_000 });
  expect(readAmounts(item(), "many", "")).toHaveProperty("problem");
  expect(readAmounts(item(), "1", "many")).toHaveProperty("problem");
});
