// The socket events: `watch` and `bid`.
import { Refused, bidAnswer, itemView, newBid, readItem } from "./items.js";

/** Registers the contract's events with a Socket.IO server; `settle` decides a bid. */
export function serveSockets(io, { redis, queue, tokens, settle }) {
  io.use(async (socket, next) => {
    const { token } = socket.handshake.auth;
    try {
      if (token !== undefined) socket.data.user = await tokens.user(token);
      next();
    } catch ({ message, code }) {
      next(Object.assign(new Error(message), { data: { code } }));
    }
  });

  io.on("connection", (socket) => {
    socket.on("watch", (argument, ack) => acknowledge(ack, () => watch(socket, argument)));
    socket.on("bid", (argument, ack) => acknowledge(ack, () => bid(socket, argument)));
  });

  async function watch(socket, argument) {
    const { item_id, since = 0 } = Object(argument);
    if (!isId(item_id)) throw new Refused("invalid", "item_id: an id is needed");
    await socket.join(item_id);
    const item = await readItem(redis, item_id);
    return { ok: true, item: itemView(item), bids: [], complete: item.seq === since };
  }

  async function bid(socket, argument) {
    const bidder = socket.data.user;
    if (!bidder) throw new Refused("unauthenticated", "a token is needed for this");
    const offer = { bid: checkedBid(argument), bidder };
    const item = await settle(redis, offer);
    queue.put(item, offer);
    io.to(item.item_id).emit("new_bid", newBid(item, offer));
    return bidAnswer(item, offer);
  }
}

const AMOUNT_MAX = 10 ** 15;

const isId = (value) => typeof value === "string" && /^[A-Za-z0-9_.-]{1,64}$/.test(value);

function checkedBid(argument) {
  const { bid_id, item_id, amount, raise_own, ...unknown } = Object(argument);
  const whole = Number.isInteger(amount) && amount >= 1 && amount <= AMOUNT_MAX;
  if (!isId(bid_id) || !isId(item_id) || !whole || Object.keys(unknown).length > 0) {
    throw new Refused("invalid", "a bid is {bid_id, item_id, amount, raise_own}");
  }
  return { bid_id, item_id, amount };
}

async function acknowledge(ack, answer) {
  if (typeof ack !== "function") return;
  try {
    ack(await answer());
  } catch (error) {
    ack({ ok: false, error: refusal(error) });
  }
}

/** Returns the error of a refusal; after a store's failure the outcome of a bid is unknown. */
function refusal(error) {
  if (error instanceof Refused) {
    return { code: error.code, message: error.message, ...error.details };
  }
  return { code: "unknown", message: `a store failed: ${error.message}` };
}
