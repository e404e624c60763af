import { describe, expect, test } from "vitest";
import type { Bid, Identity, Item, ItemView } from "auction-client";
import { EMPTY_VIEW } from "../../../../sdk/src/itemView";
import { hasMetLimit, inLastHours, takeable, warning, type OwnBid } from "../../../../page/item/takingBack/takingBack";
import { bid, item } from "../../../../sdk/tests/examples";

const HOUR = 3_600_000;
const ANN: Identity = { user_id: "ann", role: "bidder", expires_at: 0, handle: "Ann Jones#k3f9q", former_code: "" };

function view(bids: readonly Bid[], more: Partial<Item> = {}): ItemView {
  return { ...EMPTY_VIEW, item: item(9, more), bids };
}

function raised(seq: number, at = 0): OwnBid {
  return { bidId: `raise-${seq}`, seq, at, amount: null };
}

const mine = (seq: number, more: Partial<Bid> = {}): Bid => ({ ...bid(seq), at: 0, ...more });
const ben = (seq: number): Bid => mine(seq, { bidder: "Ben#zzzzz" });

describe("the bid that may be taken back", () => {
  test("is the reader's latest that stands and that they made themselves", () => {
    const bids = [mine(3), mine(4), mine(5, { retracted: true }), ben(6), mine(7, { auto: true })];
    expect(takeable(view(bids), ANN, 0, null)).toEqual({ bidId: "bid-4", seq: 4, at: 0, amount: 200 });
  });

  test("is never the bid of another, and is null if there is none", () => {
    expect(takeable(view([ben(3)]), ANN, 0, null)).toBeNull();
    expect(takeable(view([mine(3)]), null, 0, null)).toBeNull();
    expect(takeable(view([mine(3, { retracted: true })]), ANN, 0, null)).toBeNull();
  });

  test("may be a raised maximum, which no list shows", () => {
    expect(takeable(view([mine(3)]), ANN, 0, raised(4))?.bidId).toBe("raise-4");
    expect(takeable(view([mine(3), mine(5)]), ANN, 0, raised(4))?.bidId).toBe("bid-5");
  });

  test("is not a bid that was just placed and has been taken back elsewhere since", () => {
    const gone = [mine(3), mine(4, { retracted: true })];
    const placed = { bidId: "bid-4", seq: 4, at: 0, amount: null };
    expect(takeable(view(gone), ANN, 0, placed)?.bidId).toBe("bid-3");
  });

  test.each(["scheduled", "paused", "sold", "unsold", "cancelled"] as const)("is none while it is %s", (status) => {
    expect(takeable(view([mine(3)], { status }), ANN, 0, null)).toBeNull();
  });

  test.each(["dutch", "sealed_first", "sealed_second", "uniform", "fixed"] as const)("is none of a %s item", (format) => {
    expect(takeable(view([mine(3)], { format }), ANN, 0, null)).toBeNull();
  });

  test("is the one that was left before the opening, until then", () => {
    const early = { status: "scheduled", early_bids: true } as const;
    const left = { ...view([], early), yours: { max_amount: 300, quantity: 1, bid_id: "b1" } };
    expect(takeable(left, ANN, 0, null)).toMatchObject({ bidId: "b1", amount: 300 });
    expect(takeable({ ...left, item: item(2) }, ANN, 0, null)).toBeNull();
    expect(takeable(view([], early), ANN, 0, null)).toBeNull();
  });

  test("is offered for an hour in the last 12 hours, and without a limit before", () => {
    const near = view([mine(3)], { ends_at: 12 * HOUR + HOUR });
    expect(takeable(near, ANN, HOUR, null)).not.toBeNull();
    expect(takeable(near, ANN, HOUR + 1, null)).toBeNull();
    const far = view([mine(3)], { ends_at: 48 * HOUR });
    expect(takeable(far, ANN, 30 * HOUR, null)).not.toBeNull();
  });
});

test("an unknown end counts as near", () => {
  expect(inLastHours(view([], { ends_at: null }), 0)).toBe(true);
  expect(inLastHours(view([], { ends_at: 12 * HOUR }), 0)).toBe(true);
  expect(inLastHours(view([], { ends_at: 12 * HOUR + 1 }), 0)).toBe(false);
});

describe("what taking a bid back costs", () => {
  const own = (seq: number): OwnBid => ({ bidId: `bid-${seq}`, seq, at: 0, amount: 200 });
  const near = { ends_at: HOUR };

  test("is certain for a visible bid that met a rival or an unmet reserve", () => {
    expect(hasMetLimit(view([ben(3), mine(4)], near), ANN, own(4), 0)).toBe(true);
    expect(hasMetLimit(view([mine(3), ben(4)], near), ANN, own(3), 0)).toBe(true);
    expect(hasMetLimit(view([mine(3)], { ...near, reserve_met: false }), ANN, own(3), 0)).toBe(true);
    expect(hasMetLimit(view([mine(3)], near), ANN, own(3), 0)).toBe(false);
  });

  test("is certain for a raised maximum once a rival has bid after it, or if visible bids go with it", () => {
    expect(hasMetLimit(view([ben(3), mine(4)], near), ANN, raised(5), 0)).toBe(false);
    expect(hasMetLimit(view([mine(3), ben(6)], near), ANN, raised(5), 0)).toBe(true);
    expect(hasMetLimit(view([ben(3), mine(4)], { ends_at: 48 * HOUR }), ANN, raised(5), 0)).toBe(true);
  });

  test("is said before, as the auctioneer has set it", () => {
    const met = [ben(3), mine(4)];
    expect(warning(view(met, near), ANN, own(4), 0)).toBe("You can’t bid on this item again afterwards.");
    expect(warning(view([mine(4)], near), ANN, own(4), 0)).toMatch(/^If it has met .* you can’t bid on this item again/);
    expect(warning(view(met, { ...near, retraction: "free" }), ANN, own(4), 0)).toBe("");
    expect(warning(view([mine(4)], { ...near, retraction: "never" }), ANN, own(4), 0)).toMatch(/it stands\.$/);
  });

  test("hides the offer where such a bid stands", () => {
    expect(takeable(view([ben(3), mine(4)], { ...near, retraction: "never" }), ANN, 0, null)).toBeNull();
    expect(takeable(view([mine(4)], { ...near, retraction: "never" }), ANN, 0, null)).not.toBeNull();
  });
});
