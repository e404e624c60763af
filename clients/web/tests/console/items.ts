/** Items and bids to test with. */

import type { Bid, Item } from "auction-client";
import * as examples from "../../sdk/tests/examples";

/** An open lot without a bid, at €1.00. */
export function item(fields: Partial<Item> = {}): Item {
  const fresh = { item_id: "lamp", title: "A lamp", lot: "1", status: "open", price: 100, minimum: 100 } as const;
  return examples.item(1, { ...fresh, leader: null, bid_count: 0, reserve_met: true, ends_at: null, seq: 1, epoch: 0, ...fields });
}

export function bid(fields: Partial<Bid> = {}): Bid {
  return { ...examples.bid(2), bid_id: "b", bidder: "Ann#a", amount: 100, at: 0, auto: false, retracted: false, ...fields };
}
