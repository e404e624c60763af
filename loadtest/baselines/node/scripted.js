// One script per bid (bid.lua), sent by its digest.
import { readFileSync } from "node:fs";
import { defineScript } from "redis";

import { accept, itemKey, readItem } from "./items.js";

/** The scripts that the Redis client is made with. */
export const scripts = {
  bid: defineScript({
    NUMBER_OF_KEYS: 1,
    SCRIPT: readFileSync(new URL("bid.lua", import.meta.url), "utf8"),
    parseCommand(parser, key, amount, handle) {
      parser.pushKey(key);
      parser.push(amount, handle);
    },
    transformReply: (reply) => reply,
  }),
};

/** Returns the fields of the item that an accepted offer changes; throws Refused. */
export async function settle(redis, offer) {
  const { item_id, amount } = offer.bid;
  const { handle } = offer.bidder;
  const [accepted, seq, step, at] = await redis.bid(itemKey(item_id), String(amount), handle);
  if (!accepted) {
    accept(await readItem(redis, item_id), offer, Date.now());
    throw new Error("the script and `accept` refuse the same bids");
  }
  return { item_id, seq, step, at, price: amount, leader: handle };
}
