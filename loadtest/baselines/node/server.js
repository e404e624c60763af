// An auction on the official Socket.IO server: a bid is settled under a lock (locked.js) or by a script
// (scripted.js), a queue inserts into PostgreSQL (queue.js), and the Redis adapter joins several nodes.
// It is started by `python -m loadtest.baselines`, with the settings, tables and keys of the other
// baselines: `node server.js locked|scripted`, or the same with Bun.
import { readFile } from "node:fs/promises";
import { createAdapter } from "@socket.io/redis-adapter";
import pg from "pg";
import { createClient } from "redis";
import { Server } from "socket.io";

import { settle as locked } from "./locked.js";
import { BidQueue } from "./queue.js";
import { routes } from "./routes.js";
import { scripts, settle as scripted } from "./scripted.js";
import { serveSockets } from "./sockets.js";
import { Tokens } from "./tokens.js";

const HOST = "127.0.0.1";
const DRAIN_MS = 60_000;
const RECONNECTS_MAX = 10;

const { listen } = await import(process.versions.bun ? "./on-bun.js" : "./on-node.js");

try {
  await serve({ locked, scripted }[process.argv[2]], process.env);
} catch (error) {
  console.error(`can't run node: ${error.message}`);
  process.exit(2);
}

async function serve(settle, environment) {
  const { AUCTION_PORT, AUCTION_REDIS_URL, AUCTION_DATABASE_URL, AUCTION_SECRET } = environment;
  const database = await openDatabase(AUCTION_DATABASE_URL);
  const redis = await connected(createClient({ ...redisOptions(AUCTION_REDIS_URL), scripts }));
  const publisher = await connected(redis.duplicate());
  const subscriber = await connected(redis.duplicate());
  const tokens = new Tokens(AUCTION_SECRET);
  const queue = new BidQueue(database);

  const io = new Server({ adapter: createAdapter(publisher, subscriber, { key: "baseline" }) });
  serveSockets(io, { redis, queue, tokens, settle });
  await listen(io, routes({ redis, tokens }), { host: HOST, port: Number(AUCTION_PORT) });
  console.log(`Listening on http://${HOST}:${AUCTION_PORT}`);
  stopOnSignal(io, queue);
}

async function openDatabase(connectionString) {
  const database = new pg.Pool({ connectionString });
  database.on("error", (error) => console.error("PostgreSQL:", error.message));
  await database.query(await readFile(new URL("../schema.sql", import.meta.url), "utf8"));
  return database;
}

/** Accepts the same addresses as redis-py, including Unix sockets. */
function redisOptions(url) {
  const { protocol, pathname } = new URL(url);
  const socket = { reconnectStrategy };
  if (protocol !== "unix:") return { url, socket };
  return { socket: { ...socket, path: decodeURIComponent(pathname) } };
}

/** Returns the delay in ms before the next try, or the error that ends them. */
function reconnectStrategy(retries, cause) {
  return retries < RECONNECTS_MAX ? Math.min(50 * retries, 500) : cause;
}

async function connected(client) {
  client.on("error", () => {}); // The client reconnects by itself; commands fail meanwhile.
  await client.connect();
  return client;
}

/** Ends at the first signal: closes the sockets, then inserts the remaining rows, for DRAIN_MS at most. */
function stopOnSignal(io, queue) {
  const stop = async () => {
    setTimeout(() => process.exit(1), DRAIN_MS);
    io.close();
    await queue.drained();
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, stop);
}
