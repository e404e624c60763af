// A bidder on the official JavaScript client: connects, watches, bids twice, asks for the time twenty times at
// once, and prints the answers. It uses what all versions from 3.0 on have.
//
//   node javascript_client.mjs URL TOKEN TRANSPORTS [ITEM CLIENT]
//
// TRANSPORTS is websocket, polling, or polling,websocket to upgrade; CLIENT the folder of another version.
import { once } from "node:events";
import { createRequire } from "node:module";

const [url, token, transports, item_id = "lamp", other] = process.argv.slice(2);
const web = createRequire(new URL("../../../clients/web/package.json", import.meta.url));
const client = other ? createRequire(import.meta.url)(other) : web("socket.io-client");
const socket = (client.io ?? client)(url, {
  auth: { token },
  transports: transports.split(","),
  reconnection: false,
  forceNew: true,
});

const first = socket.io.engine.transport.name;
await connected();
const watched = await ask("watch", { item_id });
if (transports.includes(",")) await upgraded();

const broadcast = once(socket, "new_bid");
const accepted = await ask("bid", { bid_id: "js-1", item_id, amount: 150 });
const [newBid] = await broadcast;
const refused = await ask("bid", { bid_id: "js-2", item_id, amount: 155 });
const times = await Promise.all(Array.from({ length: 20 }, (_, n) => ask("clock", { sent_at: n })));
const last = socket.io.engine.transport.name;
socket.close();
console.log(
  JSON.stringify({ transports: [first, last], watched, accepted, newBid, refused, times }),
);

function ask(event, argument) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`${event} has no answer`)), 20_000);
    socket.emit(event, argument, (answer) => {
      clearTimeout(late);
      resolve(answer);
    });
  });
}

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
