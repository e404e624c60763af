import { expect, test } from "vitest";
import { BARS, bidsBySpan, bidsInLastMinute, SPAN_MS } from "../../../console/running/rates";
import { bid } from "../items";

const NOW = 1_000_000;
const at = (agoMs: number) => bid({ at: NOW - agoMs });

test("the rate counts the bids of the last minute", () => {
  expect(bidsInLastMinute([at(61_000), at(59_000), at(0)], NOW)).toBe(2);
});

test("bids are counted in spans, and older ones in none", () => {
  const counts = bidsBySpan([at(SPAN_MS), at(SPAN_MS - 1), at(6_000), at(1_000), at(0)], NOW);
  expect(counts).toHaveLength(BARS);
  expect([counts[0], counts.at(-2), counts.at(-1)]).toEqual([1, 1, 2]);
});

test("a bid that is ahead of this clock counts in the last span", () => {
  expect(bidsBySpan([at(-500)], NOW).at(-1)).toBe(1);
});
