// Items in Redis, one hash each, the rule, and the messages of the contract.
// Hashes, rule and messages are those of ../items.py and ../locks/redis_items.py; bid.lua has the rule, too.

/** A refused request: a code of the contract, a message, and the details for a correction. */
export class Refused extends Error {
  constructor(code, message, details = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

export const itemKey = (itemId) => `baseline:item:${itemId}`;
export const lockKey = (itemId) => `baseline:lock:${itemId}`;

const NUMBERS = ["start_price", "step", "price", "seq", "at"];

/** Adds an item; throws Refused `invalid` if its id is taken. */
export async function addItem(redis, item) {
  if (await redis.exists(itemKey(item.item_id))) {
    throw new Refused("invalid", "this item_id is already taken");
  }
  await redis.hSet(itemKey(item.item_id), fields(item));
}

/** Opens an item; throws Refused `not_found`. */
export async function openItem(redis, itemId) {
  await readItem(redis, itemId);
  await redis.hSet(itemKey(itemId), "status", "open");
  return readItem(redis, itemId);
}

/** Returns an item; throws Refused `not_found`. */
export async function readItem(redis, itemId) {
  const item = await redis.hGetAll(itemKey(itemId));
  if (item.item_id === undefined) throw new Refused("not_found", "there is no such item");
  for (const name of NUMBERS) item[name] = Number(item[name]);
  return item;
}

/** Writes the fields that a bid changes. */
export async function writeItem(redis, { item_id, price, seq, leader, at }) {
  await redis.hSet(itemKey(item_id), fields({ price, seq, leader, at }));
}

/** Returns the item after an offer; throws Refused `not_open` or `too_low`. */
export function accept(item, { bid, bidder }, now) {
  if (item.status !== "open") throw new Refused("not_open", "the item is not open yet");
  const least = minimum(item);
  if (bid.amount < least) {
    const details = { minimum: least, price: item.price, seq: item.seq };
    throw new Refused("too_low", `the next bid must be at least ${least}`, details);
  }
  return { ...item, price: bid.amount, seq: item.seq + 1, leader: bidder.handle, at: now };
}

export function itemView(item) {
  return {
    item_id: item.item_id,
    auction_id: item.auction_id,
    title: item.title,
    description: "",
    image_url: null,
    format: "english",
    status: item.status,
    currency: "EUR",
    start_price: item.start_price,
    price: item.price,
    minimum: minimum(item),
    leader: item.leader || null,
    bid_count: item.seq,
    reserve_met: true,
    opens_at: null,
    ends_at: null,
    seq: item.seq,
    winners: [],
    server_time: Date.now(),
  };
}

export function bidAnswer(item, { bid }) {
  const { item_id, seq, price } = item;
  const state = { seq, price, minimum: minimum(item), leading: true, ends_at: null };
  return { ok: true, bid_id: bid.bid_id, item_id, ...state };
}

export function newBid(item, { bid, bidder }) {
  const { item_id, seq, price, leader, at } = item;
  const { bid_id, amount } = bid;
  return {
    item_id,
    from_seq: seq,
    seq,
    price,
    minimum: minimum(item),
    leader,
    bid_count: seq,
    ends_at: null,
    reserve_met: true,
    bids: [{ seq, bid_id, bidder: bidder.handle, amount, at, auto: false }],
  };
}

const minimum = (item) => (item.seq ? item.price + item.step : item.start_price);

const fields = (item) => Object.entries(item).flatMap(([name, value]) => [name, String(value)]);
