/**
 * Example messages of the wire contract, for tests to vary.
 *
 * They have no epochs unless a test gives them one, like those of an earlier version of the server.
 */

import type { Bid, Item, NewBid, WatchAnswer } from "../src";

/** An open item after event `seq`, with one bid per event since it was opened by event 2. */
export function item(seq: number, more: Partial<Item> = {}): Item {
  const count = Math.max(0, seq - 2);
  return {
    item_id: "lamp",
    auction_id: "sale",
    title: "A lamp",
    description: "",
    image_url: null,
    images: [],
    condition: "",
    lot: null,
    estimate_low: null,
    estimate_high: null,
    format: "english",
    status: "open",
    currency: "EUR",
    start_price: 100,
    price: 100 * Math.max(1, count),
    minimum: 100 * (count + 1),
    leader: count > 0 ? "Ann#k3f9q" : null,
    bid_count: count,
    retractions: 0,
    reserve_met: true,
    opens_at: null,
    ends_at: 60_000,
    seq,
    winners: [],
    quantity: 1,
    remaining: 1,
    buy_now: null,
    suggestions: [],
    retraction: "once",
    closes_with: null,
    early_bids: false,
    on_outage: "extend",
    outage_ms: 0,
    closed_at: null,
    clock: null,
    fees: null,
    notice: null,
    server_time: 0,
    ...more,
  } as Item;
}

export function bid(seq: number): Bid {
  const amount = 100 * (seq - 2);
  const shown = { auto: false, quantity: 1, retracted: false, source: "online", paddle: null } as const;
  return { seq, bid_id: `bid-${seq}`, bidder: "Ann#k3f9q", amount, at: seq, ...shown };
}

/** The bids of the events `from` to `to`. */
export function bids(from: number, to: number): Bid[] {
  return Array.from({ length: to - from + 1 }, (_, index) => bid(from + index));
}

/** The broadcast about the events `from` to `to`, which are all bids. */
export function newBid(from: number, to: number = from, more: Partial<NewBid> = {}): NewBid {
  const { item_id, price, minimum, leader, bid_count, retractions, ends_at } = item(to);
  const { reserve_met, remaining, buy_now, suggestions } = item(to);
  const numbers = { item_id, price, minimum, leader, bid_count, retractions, ends_at };
  const fields = { ...numbers, reserve_met, remaining, buy_now, suggestions };
  return { ...fields, from_seq: from, seq: to, bids: bids(from, to), ...more } as NewBid;
}

/** The broadcast that the bids `retracted`, all before event `seq`, were taken back by it. */
export function takenBack(seq: number, retracted: readonly number[], more: Partial<NewBid> = {}): NewBid {
  const fields = { price: 100, minimum: 200, bid_count: seq - 3, retractions: 1 };
  return newBid(seq, seq, { ...fields, bids: [], retracted, ...more });
}

/** The answer to `watch` after event `seq`, with the bids since `since`. */
export function watchAnswer(seq: number, since: number = 2, more: Partial<WatchAnswer> = {}): WatchAnswer {
  return { item: item(seq), bids: bids(since + 1, seq), retracted: [], complete: true, yours: null, ...more };
}
