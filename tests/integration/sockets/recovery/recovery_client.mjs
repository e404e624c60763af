// A watcher on the official JavaScript client whose connection is cut: does it find its way back?
//
//   node recovery_client.mjs URL TOKEN OTHER_URL LEAVE
//
// Watches `lamp`, prints `watching`, and at each line on its input: `cut` breaks the connection below
// Socket.IO's feet; `back` lets it reconnect, at OTHER_URL; `leave` disconnects for good reason and comes
// back. After coming back it prints what it found, and what it heard until `done`.
import { once } from "node:events";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const web = createRequire(new URL("../../../../clients/web/package.json", import.meta.url));
const { io } = web("socket.io-client");

const [url, token, otherUrl] = process.argv.slice(2);
const socket = io(url, { auth: token ? { token } : undefined, transports: ["websocket"], reconnection: false });
const say = (what) => console.log(JSON.stringify(what));
let heard = [];
socket.onAny((event, ...args) => heard.push({ event, argument: args[0], count: args.length }));

await once(socket, "connect");
const answer = await socket.timeout(20_000).emitWithAck("watch", { item_id: "lamp" });
say({ watching: answer.ok, recovered: socket.recovered, pid: typeof socket._pid });

for await (const line of createInterface({ input: process.stdin })) {
  if (line === "cut") {
    const gone = once(socket, "disconnect");
    socket.io.engine.transport.ws.close();
    await gone;
    heard = [];
    say({ gone: true });
  } else if (line === "leave") {
    socket.disconnect();
    say({ gone: true });
  } else if (line === "back") {
    socket.io.uri = otherUrl;
    const connected = once(socket, "connect");
    socket.connect();
    await connected;
    say({ recovered: socket.recovered });
  } else if (line === "heard") {
    say(heard.filter(({ event }) => event !== "watchers"));
    heard = [];
  } else {
    socket.disconnect();
    break;
  }
}
process.exit(0);
