// A watcher on the official JavaScript client, whose connection a test cuts and restores.
//
//   node recovery_client.mjs URL TOKEN OTHER_URL
//
// Watches `lamp` and prints the result. It then takes one command per line and prints a line of JSON for
// each: `cut` breaks the transport below Socket.IO, `leave` disconnects on purpose, `back` connects to
// OTHER_URL, and `received` prints the events since the cut or the last `received`.
import { once } from "node:events";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const web = createRequire(new URL("../../../../clients/web/package.json", import.meta.url));
const { io } = web("socket.io-client");

const [url, token, otherUrl] = process.argv.slice(2);
const socket = io(url, { auth: token ? { token } : undefined, transports: ["websocket"], reconnection: false });
const print = (result) => console.log(JSON.stringify(result));
let received = [];
socket.onAny((event, ...args) => received.push({ event, argument: args[0], count: args.length }));

await once(socket, "connect");
const answer = await socket.timeout(20_000).emitWithAck("watch", { item_id: "lamp" });
print({ watching: answer.ok, recovered: socket.recovered, pid: typeof socket._pid });

for await (const line of createInterface({ input: process.stdin })) {
  if (line === "cut") {
    const gone = once(socket, "disconnect");
    socket.io.engine.transport.ws.close();
    await gone;
    received = [];
    print({ gone: true });
  } else if (line === "leave") {
    socket.disconnect();
    print({ gone: true });
  } else if (line === "back") {
    socket.io.uri = otherUrl;
    const connected = once(socket, "connect");
    socket.connect();
    await connected;
    print({ recovered: socket.recovered });
  } else if (line === "received") {
    print(received.filter(({ event }) => event !== "watchers"));
    received = [];
  } else {
    socket.disconnect();
    break;
  }
}
process.exit(0);
