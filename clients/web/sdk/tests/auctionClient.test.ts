import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { AuctionClient, type ItemView } from "../src";
import { item, newBid, watchAnswer } from "./examples";
import { ScriptedServer } from "./scriptedServer";

const IDENTITY = { ok: true, user_id: "ann", role: "bidder", expires_at: 0, handle: "Ann#k3f9q" };
const BID_ANSWER = { ok: true, bid_id: "b1", item_id: "lamp", seq: 5, price: 300, minimum: 400, leading: true, ends_at: null };
const LAMP = { item_id: "lamp", epoch: 0, seq: 2, status: "open", price: 100, leader: null };
const SALE_PAGE = { auction_id: "sale", feed: "a", number: 5, as_of: 1, items: [LAMP], next_after: null, yours: {} };
const SERVER_TIME = 1_000_000;

let server: ScriptedServer;
let client: AuctionClient;

beforeEach(async () => {
  // The pauses between connections are at their shortest.
  vi.spyOn(Math, "random").mockReturnValue(0);
  server = await ScriptedServer.listen({
    authenticate: () => IDENTITY,
    watch: ({ since }) => ({ ok: true, ...watchAnswer(4, since as number | undefined) }),
    bid: () => BID_ANSWER,
    clock: ({ sent_at }) => ({ ok: true, sent_at, server_time: SERVER_TIME }),
    open: () => ({ ok: true, seq: 2 }),
    extend: () => ({ ok: true, seq: 2 }),
    close: () => ({ ok: true, seq: 3, reach: 0.97 }),
    reach: () => ({ ok: true, item_id: "lamp", bidders: 40 }),
    watch_sale: () => ({ ok: true, ...SALE_PAGE }),
  });
});
afterEach(() => {
  client.close();
  server.close();
  vi.restoreAllMocks();
});

const connect = (token?: string) => (client = new AuctionClient({ url: server.url, ...(token && { token }) }));
const eventually = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 10 });
const sent = (name: string) => server.events.filter(([event]) => event === name).map(([, argument]) => argument);

test("a token is sent with the connection, and its user becomes known", async () => {
  connect("t");
  await eventually(() => expect(client.identity.value?.handle).toBe("Ann#k3f9q"));
  expect(server.connects).toEqual([{ token: "t" }]);
  expect(client.connectionState.value).toBe("live");
  expect(client.acceptedToken).toBe("t");
});

test("a watch shows the item and every bid, until the last one ends", async () => {
  const views: ItemView[] = [];
  connect();
  const unwatch = client.watch("lamp", (view) => views.push(view));
  await eventually(() => expect(views).toHaveLength(1));
  server.emit("new_bid", newBid(5));
  await eventually(() => expect(views.at(-1)?.item.price).toBe(300));
  unwatch();
  await eventually(() => expect(sent("unwatch")).toEqual([{ item_id: "lamp" }]));
});

test("a bid is sent with its terms, and its answer is the result", async () => {
  connect("t");
  const result = await client.bid("lamp", 300, "b1", { maxAmount: 900 });
  expect(result).toMatchObject({ outcome: "accepted", answer: { price: 300 } });
  expect(sent("bid")).toEqual([{ bid_id: "b1", item_id: "lamp", amount: 300, max_amount: 900 }]);
});

test("a command names its item", async () => {
  connect("t");
  expect(await client.command("lamp", "open")).toMatchObject({ ok: true, seq: 2 });
  expect(sent("open")).toEqual([{ item_id: "lamp" }]);
});

test("a command names the last event that it was decided on", async () => {
  connect("t");
  const expectation = { expectedSeq: 7 };
  await client.command("lamp", "open", expectation);
  await client.extend("lamp", 5, expectation);
  await client.hammer("lamp", "close", 1, 500, expectation);
  expect([...sent("open"), ...sent("extend"), ...sent("close")]).toEqual([
    { item_id: "lamp", expected_seq: 7 },
    { item_id: "lamp", ends_at: 5, expected_seq: 7 },
    { item_id: "lamp", reach: 1, wait_ms: 500, expected_seq: 7 },
  ]);
});

test("a command may wait for a share of the bidders, and the reach can be read", async () => {
  connect("t");
  expect(await client.hammer("lamp", "close", 0.95, 500)).toMatchObject({ ok: true, reach: 0.97 });
  expect(sent("close")).toEqual([{ item_id: "lamp", reach: 0.95, wait_ms: 500 }]);
  expect(await client.reach("lamp")).toMatchObject({ ok: true, bidders: 40 });
});

test("a watch of a sale shows its items until it ends", async () => {
  const prices: (number | undefined)[] = [];
  connect();
  const unwatch = client.watchSale("sale", (view) => prices.push(view.items.get("lamp")?.price));
  await eventually(() => expect(prices).toEqual([100]));
  const row = { item_id: "lamp", epoch: 0, seq: 3, status: "open", price: 150, leader: null };
  server.emit("sale", { auction_id: "sale", feed: "a", number: 6, as_of: 2, items: [row] });
  await eventually(() => expect(prices).toEqual([100, 150]));
  unwatch();
  await eventually(() => expect(sent("unwatch_sale")).toEqual([{ auction_id: "sale" }]));
});

test("messages to the user and counts of watchers are passed on", async () => {
  const received: unknown[] = [];
  connect();
  client.outbid.subscribe((message) => received.push(message));
  client.watcherCounts.subscribe((message) => received.push(message));
  await eventually(() => expect(client.connectionState.value).toBe("live"));
  const messages = [{ item_id: "lamp", seq: 5, price: 300, minimum: 400 }, { item_id: "lamp", count: 2 }];
  server.emit("outbid", messages[0]);
  server.emit("watchers", messages[1]);
  await eventually(() => expect(received).toEqual(messages));
});

test("the server's clock is estimated from round trips", async () => {
  connect();
  await eventually(() => expect(client.connectionState.value).toBe("live"));
  const estimate = await client.clock(2);
  expect(estimate?.errorMs).toBeGreaterThan(0);
  expect(Math.abs(client.serverNow() - SERVER_TIME)).toBeLessThan(10_000);
});

test("an orderly close by the server is followed by a new connection, on which watches resync", async () => {
  const states: string[] = [];
  let view: ItemView | undefined;
  connect();
  client.connectionState.subscribe((state) => states.push(state));
  client.watch("lamp", (next) => (view = next));
  await eventually(() => expect(view?.item).toEqual(item(4)));
  server.disconnect();
  await eventually(() => expect(sent("watch")).toEqual([{ item_id: "lamp" }, { item_id: "lamp", since: 4 }]));
  expect(states).toEqual(["connecting", "live", "reconnecting", "live"]);
});

test("a server that stops answering is silent within three seconds, and live with its next message", async () => {
  const states: string[] = [];
  connect();
  client.watch("lamp", () => {});
  await eventually(() => expect(sent("watch")).toHaveLength(1));
  client.connectionState.subscribe((state) => states.push(state));
  server.hang();
  const hungAt = performance.now();
  await eventually(() => expect(states).toEqual(["live", "silent"]));
  expect(performance.now() - hungAt).toBeLessThan(3_000);
  server.emit("watchers", { item_id: "lamp", count: 2 });
  await eventually(() => expect(states).toEqual(["live", "silent", "live"]));
});

test("a reader who does not look costs no question, and is told the truth on looking again", async () => {
  connect();
  client.attend(false);
  client.watch("lamp", () => {});
  await eventually(() => expect(sent("clock").length).toBeGreaterThanOrEqual(5));
  const asked = sent("clock").length;
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  expect(sent("clock")).toHaveLength(asked);
  client.attend(true);
  await eventually(() => expect(sent("clock")).toHaveLength(asked + 1));
});

test("the server's clock is learnt from answers over HTTP before there is a connection", () => {
  connect();
  const now = performance.now();
  client.learnTime({ sentAt: now - 10, receivedAt: now, serverTime: 5_000_000 });
  expect(Math.abs(client.serverNow() - 5_000_000)).toBeLessThan(1_000);
});

test("a client comes back when a node that stops has asked it to", async () => {
  const timers = vi.spyOn(globalThis, "setTimeout");
  connect("t");
  await eventually(() => expect(client.connectionState.value).toBe("live"));
  for (const [number, hintMs] of [60, 80].entries()) {
    server.leave(hintMs);
    await eventually(() => expect(server.connects).toHaveLength(number + 2));
    await eventually(() => expect(client.connectionState.value).toBe("live"));
    expect(timers.mock.calls.map(([, delayMs]) => delayMs)).toContain(hintMs);
  }
});

test("a refused token is dropped, and the client remains as a watcher", async () => {
  const refused: string[] = [];
  server.refusesTokens = true;
  connect("t");
  client.tokenRefused.subscribe(({ code }) => refused.push(code));
  await eventually(() => expect(client.connectionState.value).toBe("live"));
  expect(refused).toEqual(["unauthenticated"]);
  expect(server.connects).toEqual([{ token: "t" }, {}]);
  expect(client.acceptedToken).toBeUndefined();
});

test("a closed client does not connect again", async () => {
  connect();
  await eventually(() => expect(client.connectionState.value).toBe("live"));
  const reopened = vi.spyOn(client["connection"]["socket"], "connect");
  const lost = new Promise<void>((resolve) => {
    client.connectionState.subscribe((state) => state === "reconnecting" && resolve());
  });
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  server.disconnect();
  await lost;
  client.close();
  await vi.advanceTimersByTimeAsync(10_000);
  vi.useRealTimers();
  expect(client.connectionState.value).toBe("closed");
  expect(reopened).not.toHaveBeenCalled();
});

test("an outbid that repeats an earlier one is dropped, and one of a later epoch is not", async () => {
  const seqs: number[] = [];
  connect("t");
  client.outbid.subscribe(({ seq }) => seqs.push(seq));
  await eventually(() => expect(client.identity.value).not.toBeNull());
  for (const [epoch, seq] of [[1, 6], [1, 6], [1, 5], [2, 4]]) {
    server.emit("outbid", { item_id: "lamp", epoch, seq, price: 500, minimum: 600 });
  }
  await eventually(() => expect(seqs).toEqual([6, 4]));
});

test("after a loss the watch shows the true price, and the lost bid is named once", async () => {
  const views: ItemView[] = [];
  const lost: string[] = [];
  connect("t");
  client.watch("lamp", (view) => views.push(view));
  client.bidLost.subscribe(({ bid_id }) => lost.push(bid_id));
  await eventually(() => expect(views).toHaveLength(1));
  server.emit("item", item(3, { epoch: 1 }));
  await eventually(() => expect(views.at(-1)?.item).toMatchObject({ seq: 3, price: 100 }));
  const notice = { item_id: "lamp", bid_id: "b1", amount: 200, epoch: 0, seq: 4 };
  server.emit("bid_lost", notice);
  server.emit("bid_lost", notice);
  await eventually(() => expect(sent("watch").at(-1)).toMatchObject({ since: 0, epoch: 1 }));
  expect(lost).toEqual(["b1"]);
});
