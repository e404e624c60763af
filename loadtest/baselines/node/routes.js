// The HTTP routes that put a sale up, for any HTTP server.
import { randomBytes } from "node:crypto";
import { STATUS_CODES } from "node:http";

import { Refused, addItem, itemView, openItem, readItem } from "./items.js";

const STATUS = { invalid: 422, unauthenticated: 401, forbidden: 403, not_found: 404, unknown: 503 };

/**
 * Returns the function that answers a request `{method, path, authorization, json}` with
 * `{status, type, body}`; `json` reads the body.
 */
export function routes({ redis, tokens }) {
  const table = [
    ["GET", /^\/healthz$/, health],
    ["POST", /^\/auctions$/, auction],
    ["POST", /^\/auctions\/([^/]+)\/items$/, putUp],
    ["POST", /^\/items\/([^/]+)\/open$/, open],
    ["GET", /^\/items\/([^/]+)$/, item],
  ];

  return async function answer(request) {
    try {
      for (const [method, pattern, handler] of table) {
        const match = request.method === method && pattern.exec(request.path);
        if (match) {
          const [status, body] = await handler(request, match[1]);
          return { status, type: "application/json", body: JSON.stringify(body) };
        }
      }
      throw new Refused("not_found", "there is no such page");
    } catch (error) {
      return problem(error);
    }
  };

  async function health() {
    return [200, { ok: true }];
  }

  async function auction(request) {
    const { handle } = await tokens.auctioneer(request.authorization);
    const { auction_id = freshId(), title } = await request.json();
    if (typeof title !== "string") throw new Refused("invalid", "title: a text is needed");
    const fields = { auctioneer: handle, currency: "EUR", created_at: Date.now() };
    return [201, { auction_id, title, ...fields }];
  }

  async function putUp(request, auction_id) {
    await tokens.auctioneer(request.authorization);
    const item = newItem(auction_id, await request.json());
    await addItem(redis, item);
    return [201, itemView(item)];
  }

  async function open(request, itemId) {
    await tokens.auctioneer(request.authorization);
    const { seq } = await openItem(redis, itemId);
    return [200, { ok: true, seq }];
  }

  async function item(_request, itemId) {
    return [200, itemView(await readItem(redis, itemId))];
  }
}

/** Returns the item of a body; throws Refused for fields that this server doesn't support. */
function newItem(auction_id, body) {
  const { item_id = freshId(), title, start_price, increment = [[0, 10]] } = body;
  const { format = "english", soft_close, opens_at, ends_at } = body;
  const step = increment?.length === 1 ? increment[0][1] : undefined;
  const plain = format === "english" && (soft_close?.policy ?? "none") === "none";
  if (!plain || opens_at || ends_at || !Number.isInteger(step) || !Number.isInteger(start_price)) {
    throw new Refused("invalid", "an item is {title, start_price, increment: [[0, step]]}");
  }
  const numbers = { start_price, step, price: start_price, seq: 0, at: 0 };
  return { item_id, auction_id, title, status: "scheduled", leader: "", ...numbers };
}

const freshId = () => randomBytes(8).toString("hex");

function problem(error) {
  const code = error instanceof Refused ? error.code : error instanceof SyntaxError ? "invalid" : "unknown";
  const status = STATUS[code];
  const body = { type: "about:blank", title: STATUS_CODES[status], status, code, detail: error.message };
  return { status, type: "application/problem+json", body: JSON.stringify(body) };
}
