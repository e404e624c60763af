import { describe, expect, it } from "vitest";
import type { Format } from "auction-client";
import { factsText, traitsOf, winnersText, wordsOf } from "../../ui/formats";
import { formatMoney } from "../../ui/money";
import { item } from "../../sdk/tests/examples";

const FORMATS: Format[] = ["english", "dutch", "sealed_first", "sealed_second", "uniform", "fixed"];

describe("how a format is shown", () => {
  it.each(FORMATS)("knows %s", (format) => {
    expect(wordsOf(item(2, { format })).act("€1")).toContain("€1");
  });

  it("shows an unknown format like the most common one", () => {
    const unknown = item(2, { format: "candle" as Format });
    expect(traitsOf(unknown)).toBe(traitsOf(item(2)));
  });

  it("has no facts about a plain item", () => {
    expect(factsText(item(2), false)).toBe("");
  });

  it("shows an unmet reserve, and a met one only if it was unmet before", () => {
    expect(factsText(item(2, { reserve_met: false }), true)).toBe("Reserve not met");
    expect(factsText(item(3), true)).toBe("Reserve met");
    expect(factsText(item(3), false)).toBe("");
    expect(factsText(item(3, { reserve_met: false, status: "sold" }), true)).toBe("");
  });

  it("shows the units that are left, except while offers are secret", () => {
    expect(factsText(item(3, { format: "fixed", quantity: 5, remaining: 2 }), false)).toBe("2 of 5 left");
    const secret = factsText(item(2, { format: "uniform", quantity: 5, remaining: 5 }), false);
    expect(secret).toContain("5 units");
    expect(secret).not.toContain("left");
  });

  it("lists several winners", () => {
    const winners = [
      { bidder: "Ann#k3f9q", amount: 200, quantity: 4 },
      { bidder: "Bob#aaaaa", amount: 200, quantity: 1 },
    ];
    const two = formatMoney(200, "EUR");
    expect(winnersText(item(5, { status: "sold", quantity: 5, winners }))).toBe(`Ann 4 at ${two}, Bob 1 at ${two}`);
    expect(winnersText(item(5, { status: "sold", winners: winners.slice(0, 1) }))).toBe("");
  });
});
