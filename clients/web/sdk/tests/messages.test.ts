import { expect, test } from "vitest";
import { RETRIED_CODES } from "../src/backoff";
import { MAYBE_ACCEPTED_CODES, RESENT_CODES } from "../src/bidding";
import { UNANSWERED } from "../src/messages";

test("a missing answer is retried, and a bid may have been accepted without one", () => {
  for (const codes of [RETRIED_CODES, RESENT_CODES, MAYBE_ACCEPTED_CODES]) expect(codes).toContain(UNANSWERED);
});
