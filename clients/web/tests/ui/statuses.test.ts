import { expect, test } from "vitest";
import { hasEnded, takesBids } from "../../ui/statuses";

test.each([
  ["scheduled", false, false],
  ["open", true, false],
  ["closing", true, false],
  ["paused", false, false],
  ["sold", false, true],
  ["unsold", false, true],
  ["cancelled", false, true],
  ["deleted", false, true],
] as const)("an item that is %s: takes bids %s, has ended %s", (status, takes, ended) => {
  expect([takesBids(status), hasEnded(status)]).toEqual([takes, ended]);
});
