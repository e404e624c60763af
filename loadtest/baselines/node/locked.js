// `SET NX PX` for every bid, retried every 2 ms; a script checks the owner before the release.
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import { Refused, accept, lockKey, readItem, writeItem } from "./items.js";

const TTL_MS = 5_000;
const WAIT_MS = 10_000;
const RETRY_MS = 2;
const RELEASE = "return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('DEL', KEYS[1]) or 0";

/** Returns the item with the offer accepted; throws Refused, `busy` after WAIT_MS. */
export async function settle(redis, offer) {
  const itemId = offer.bid.item_id;
  const key = lockKey(itemId);
  const token = randomBytes(8).toString("hex");
  await acquire(redis, key, token);
  try {
    const item = accept(await readItem(redis, itemId), offer, Date.now());
    await writeItem(redis, item);
    return item;
  } finally {
    await redis.eval(RELEASE, { keys: [key], arguments: [token] });
  }
}

async function acquire(redis, key, token) {
  const deadline = Date.now() + WAIT_MS;
  while ((await redis.set(key, token, { NX: true, PX: TTL_MS })) === null) {
    if (Date.now() > deadline) {
      throw new Refused("busy", "too many bids at once", { retry_after_ms: 1000 });
    }
    await sleep(RETRY_MS);
  }
}
