import { expect, test } from "vitest";
import { newcomer } from "../../../console/bidders/biddersPage";

test("somebody who has not asked has neither a note nor a limit nor a moment", () => {
  const { note, reason, spending_limit, decided_at, requested_at } = newcomer("ann");
  expect([note, reason]).toEqual(["", ""]);
  expect([spending_limit, decided_at, requested_at]).toEqual([null, null, null]);
});
