import { expect, test } from "vitest";
import type { Bid, Identity, Item, ItemView, Yours } from "auction-client";
import { ownText, standingOf } from "../../../../page/item/bidding/standing";
import { outcomeOf } from "../../../../page/item/outcome";
import { formatMoney } from "../../../../ui/money";
import { EMPTY_VIEW } from "../../../../sdk/src/itemView";
import { bid, item } from "../../../../sdk/tests/examples";

const ANN: Identity = { user_id: "ann", role: "bidder", expires_at: 0, handle: "Ann#k3f9q", former_code: "old" };
const BEN = "Ben#zzzzz";
const euros = (amount: number) => formatMoney(amount, "EUR");

function view(bids: readonly Bid[], more: Partial<Item> = {}, yours: Yours | null = null): ItemView {
  return { ...EMPTY_VIEW, item: item(9, more), bids, yours };
}

test("the standing on an English item follows from its view, also after a reload", () => {
  expect(standingOf(view([bid(3)]), ANN)).toBe("leading");
  expect(standingOf(view([bid(3)]), null)).toBe("none");
  expect(standingOf(view([bid(3)], { leader: BEN }), ANN)).toBe("outbid");
  expect(standingOf(view([], { leader: BEN }), ANN)).toBe("none");
  expect(standingOf(view([], { leader: BEN }), ANN, true)).toBe("outbid");
  expect(standingOf(view([{ ...bid(3), retracted: true }], { leader: BEN }), ANN)).toBe("none");
});

test("a secret offer has no standing until the close", () => {
  const sealed = { format: "sealed_first", leader: null } as const;
  const offer = { max_amount: 700, quantity: 1 };
  expect(standingOf(view([], sealed, offer), ANN)).toBe("none");
  expect(standingOf(view([], { ...sealed, status: "sold" }, offer), ANN)).toBe("lost");
});

test("the winner is told what they owe, with its parts", () => {
  const winners = [{ bidder: "Ann#k3f9q", amount: 10_000, quantity: 1 }];
  const fees = { premium: [[0, 250_000]] as [number, number][], price_tax: 0, premium_tax: 200_000 };
  expect(outcomeOf(view([], { status: "sold", winners, fees }), ANN)).toEqual({
    mood: "good",
    text: `You won. You owe ${euros(13_000)}.`,
    parts: `Price ${euros(10_000)} + premium ${euros(2_500)} + tax ${euros(500)}`,
  });
  expect(outcomeOf(view([], { status: "sold", winners }), ANN)?.parts).toBe("");
});

test("who was outbid at the end is told so, and a watcher is not", () => {
  const sold = { status: "sold", leader: BEN, price: 900, winners: [{ bidder: BEN, amount: 900, quantity: 1 }] } as const;
  expect(outcomeOf(view([bid(3)], sold), ANN)).toMatchObject({
    mood: "bad",
    text: `You were outbid at the end. It went for ${euros(900)}.`,
  });
  expect(outcomeOf(view([bid(3)], sold), null)).toBeNull();
});

test("an item that is not sold says why, and is not won", () => {
  const unsold = { status: "unsold", reserve_met: false } as const;
  expect(standingOf(view([bid(3)], unsold), ANN)).toBe("none");
  expect(outcomeOf(view([bid(3)], unsold), ANN)).toMatchObject({ mood: "", text: "Not sold: the reserve was not met." });
  expect(outcomeOf(view([], { ...unsold, bid_count: 0 }), ANN)?.text).toBe("It ended without a bid.");
  expect(outcomeOf(view([], { status: "cancelled" }), ANN)?.text).toBe("It was withdrawn. No bid on it stands.");
  expect(outcomeOf(view([]), ANN)).toBeNull();
});

test("a secret maximum is shown until the price has reached it", () => {
  expect(ownText(view([], { price: 100 }, { max_amount: 500, quantity: 1 }), ANN)).toBe(
    `Your secret maximum: ${euros(500)}`,
  );
  expect(ownText(view([], { price: 500 }, { max_amount: 500, quantity: 1 }), ANN)).toBe("");
});

test("an offer is shown until the close, and then no more", () => {
  const offer = { max_amount: 200, quantity: 4 };
  expect(ownText(view([], { format: "uniform" }, offer), ANN)).toBe(`Yours: 4 at ${euros(200)}`);
  expect(ownText(view([], { format: "uniform", status: "sold" }, offer), ANN)).toBe("");
});

test("own units have their total, at each of their prices", () => {
  const fixed = { format: "fixed", quantity: 9 } as const;
  const took = [bid(3), { ...bid(4), quantity: 2 }, { ...bid(5), amount: 200, quantity: 1 }, { ...bid(6), bidder: BEN }];
  const text = `Yours: 1 × ${euros(100)} + 3 × ${euros(200)} = ${euros(700)}`;
  expect(ownText(view(took, fixed), ANN)).toBe(text);
  expect(ownText(view([], fixed), ANN)).toBe("");
  expect(ownText(view([bid(3)], fixed, { max_amount: 100, quantity: 300 }), ANN)).toBe(`Yours: 300 at ${euros(100)}`);
});
