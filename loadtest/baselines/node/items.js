// Items in Redis, one hash each, the rule they are sold by, and how they look on the wire.
// The same hashes, the same rule and the same shapes as ../items.py and ../locks/redis_items.py.

/** A request can't be met: a code of the contract, a sentence, and the figures that mend it. */
export class Refused extends Error {
  constructor(code, message, figures = {}) {
    super(message);
    this.code = code;
    this.figures = figures;
  }
}

export const itemKey = (itemId) => `baseline:item:${itemId}`;
export const lockKey = (itemId) => `baseline:lock:${itemId}`;

const NUMBERS = ["start_price", "step", "price", "seq", "at"];

/** Puts an item up; throws Refused `invalid` when its id is taken. */
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

/** Returns an item as it stands; throws Refused `not_found`. */
export async function readItem(redis, itemId) {
  const item = await redis.hGetAll(itemKey(itemId));
  if (item.item_id === undefined) throw new Refused("not_found", "there is no such item");
  for (const name of NUMBERS) item[name] = Number(item[name]);
  return item;
}

/** Keeps what a bid has changed. */
export async function writeItem(redis, { item_id, price, seq, leader, at }) {
  await redis.hSet(itemKey(item_id), fields({ price, seq, leader, at }));
}

/** Returns the item as it stands after an offer; throws Refused `not_open` or `too_low`. */
export function accept(item, { bid, bidder }, now) {
  if (item.status !== "open") throw new Refused("not_open", "the item is not open yet");
  const least = minimum(item);
  if (bid.amount < least) {
    const figures = { minimum: least, price: item.price, seq: item.seq };
    throw new Refused("too_low", `the next bid must be at least ${least}`, figures);
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
  const figures = { seq, price, minimum: minimum(item), leading: true, ends_at: null };
  return { ok: true, bid_id: bid.bid_id, item_id, ...figures };
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
