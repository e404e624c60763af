// A bidder on the official JavaScript client: connects, watches, bids twice, and prints the answers.
//
//   node javascript_client.mjs URL TOKEN TRANSPORTS     (websocket, or polling,websocket to upgrade)
import { once } from "node:events";
import { createRequire } from "node:module";

const web = createRequire(new URL("../../../clients/web/package.json", import.meta.url));
const { io } = web("socket.io-client");

const [url, token, transports] = process.argv.slice(2);
const item_id = "lamp";
const socket = io(url, { auth: { token }, transports: transports.split(","), reconnection: false });
const ask = (event, argument) => socket.timeout(20_000).emitWithAck(event, argument);

const first = socket.io.engine.transport.name;
await connected();
const watched = await ask("watch", { item_id });
if (transports.includes(",")) await upgraded();

const broadcast = once(socket, "new_bid");
const accepted = await ask("bid", { bid_id: "js-1", item_id, amount: 150 });
const [newBid] = await broadcast;
const refused = await ask("bid", { bid_id: "js-2", item_id, amount: 155 });
const last = socket.io.engine.transport.name;
socket.close();
console.log(JSON.stringify({ transports: [first, last], watched, accepted, newBid, refused }));

function connected() {
  return new Promise((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("connect_error", reject);
  });
}

async function upgraded() {
  const { engine } = socket.io;
  if (engine.transport.name !== "websocket") await once(engine, "upgrade");
}
