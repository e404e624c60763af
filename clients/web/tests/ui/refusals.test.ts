import { expect, test } from "vitest";
import { formatMoney } from "../../ui/money";
import { nameRefusalText, refusalText } from "../../ui/refusals";
import type { Refusal } from "auction-client";

const text = (code: string, more: Partial<Refusal> = {}) => refusalText({ code, message: "as the server put it", ...more }, "EUR");

test("a refusal names the amount that would be accepted, as money", () => {
  expect(text("too_low", { minimum: 910 })).toBe(`Too low: the minimum is now ${formatMoney(910, "EUR")}.`);
  expect(text("limit_exceeded", { limit: 5_000 })).toContain(formatMoney(5_000, "EUR"));
  expect([text("too_low"), text("limit_exceeded")]).toEqual(["Too low.", "That is beyond your limit in this sale."]);
});

test("a refusal for want of stock names the units that are left", () => {
  expect([text("sold_out", { remaining: 1 }), text("sold_out", { remaining: 0 })]).toEqual(["Only 1 left.", "Sold out."]);
});

test.each(["busy", "conflict", "implausible", "internal", "not_found", "off_ladder", "unavailable", "unknown", "closed", "not_open", "paused", "own_item", "unauthenticated", "rate_limited", "unanswered"])(
  "%s has words of its own, and no code in them",
  (code) => {
    expect(text(code)).not.toContain("as the server put it");
    expect(text(code)).not.toContain("_");
  },
);

test("an unknown code is shown in the server's words", () => {
  expect([text("forbidden"), text("new_code")]).toEqual(["as the server put it", "as the server put it"]);
});

test("a refused name is called so, and other refusals of a registration have their own words", () => {
  const refused = (code: string) => nameRefusalText({ code, message: "as the server put it" });
  expect(refused("invalid")).toContain("name");
  expect(refused("rate_limited")).toBe(text("rate_limited"));
});
