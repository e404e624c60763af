import { expect, test } from "vitest";
import { inverseOf, type DoneAct } from "../../../console/running/undo";
import { item } from "../items";

const itemId = "lamp";

test.each([
  [{ kind: "pause", itemId }, "paused", { kind: "resume" }],
  [{ kind: "resume", itemId }, "open", { kind: "pause" }],
  [{ kind: "close", itemId }, "sold", { kind: "reopen" }],
  [{ kind: "pass", itemId }, "unsold", { kind: "reopen" }],
  [{ kind: "bid", itemId, bidId: "b" }, "open", { kind: "void", bidId: "b" }],
  [{ kind: "asking", itemId, minimum: 150 }, "open", { kind: "asking", price: 150 }],
] as const)("%o is taken back", (done, status, inverse) => {
  expect(inverseOf(done, item({ status }))).toEqual(inverse);
});

test.each([
  [{ kind: "pause", itemId }, "open"],
  [{ kind: "close", itemId }, "open"],
  [{ kind: "bid", itemId, bidId: "b" }, "sold"],
  [{ kind: "asking", itemId, minimum: 100 }, "open"],
  [{ kind: "pause", itemId: "another" }, "paused"],
] as const)("%o is too old to be taken back", (done, status) => {
  expect(inverseOf(done as DoneAct, item({ status }))).toBeNull();
});
