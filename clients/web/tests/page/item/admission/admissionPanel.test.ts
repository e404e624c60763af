import { expect, test } from "vitest";
import { admissionText, asksFor } from "../../../../page/item/admission/admissionPanel";
import type { Admission, Standing } from "auction-client";

function admission(state: Standing, reason = ""): Admission {
  const dates = { requested_at: null, decided_at: null };
  return { auction_id: "sale", required: true, state, note: "", terms_version: null, spending_limit: null, reason, deposited: false, ...dates };
}

test("a bidder may ask until the house has the request, and again after a refusal", () => {
  const states: Standing[] = ["none", "requested", "deposit_due", "approved", "refused", "blocked"];
  expect(states.filter((state) => asksFor(admission(state)))).toEqual(["none", "refused"]);
});

test("each standing has its words, and a refusal its reason", () => {
  const words = (["none", "requested", "deposit_due", "refused", "blocked"] as const).map((state) => admissionText(admission(state)));
  expect(new Set(words).size).toBe(5);
  expect(admissionText(admission("refused", "no address"))).toBe("The house has not admitted you: no address");
});
