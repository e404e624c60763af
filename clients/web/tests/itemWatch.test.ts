import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ItemWatch } from "../src/sdk/itemWatch";
import type { Answer, Refusal, WatchAnswer } from "../src/sdk";
import { newBid, watchAnswer } from "./examples";

const BUSY: Answer<WatchAnswer> = { ok: false, error: { code: "busy", message: "" } };
const ok = (answer: WatchAnswer): Answer<WatchAnswer> => ({ ok: true, ...answer });

/** A watch of an item that is at event `seq`, whose questions are counted and answered in time. */
class Stand {
  seq = 4;
  asked: (number | undefined)[] = [];
  prices: number[] = [];
  refusals: Refusal[] = [];
  answer: (since: number | undefined) => Promise<Answer<WatchAnswer>> = async (since) =>
    ok(watchAnswer(this.seq, since));

  readonly watch = new ItemWatch(
    (since) => {
      this.asked.push(since);
      return this.answer(since);
    },
    (view) => this.prices.push(view.item!.price),
    (refusal) => this.refusals.push(refusal),
  );
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a watch begins without since and shows the answer", async () => {
  const stand = new Stand();
  await stand.watch.ask();
  expect(stand.asked).toEqual([undefined]);
  expect(stand.prices).toEqual([200]);
});

test("a gap that closes in time asks nothing", async () => {
  const stand = new Stand();
  await stand.watch.ask();
  stand.watch.receiveNewBid(newBid(6));
  await vi.advanceTimersByTimeAsync(200);
  stand.watch.receiveNewBid(newBid(5));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(stand.asked).toHaveLength(1);
});

test("a gap that stays is asked for after a quarter of a second, from where it begins", async () => {
  const stand = new Stand();
  await stand.watch.ask();
  stand.seq = 6;
  stand.watch.receiveNewBid(newBid(6));
  await vi.advanceTimersByTimeAsync(249);
  expect(stand.asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(252);
  expect(stand.asked).toEqual([undefined, 4]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(stand.asked).toHaveLength(2);
});

test("a new connection asks again with since", async () => {
  const stand = new Stand();
  await stand.watch.ask();
  stand.watch.suspend();
  await stand.watch.ask();
  expect(stand.asked).toEqual([undefined, 4]);
});

test("a busy server is asked again, and again more slowly", async () => {
  const stand = new Stand();
  stand.answer = async () => BUSY;
  await stand.watch.ask();
  await vi.advanceTimersByTimeAsync(4_000);
  expect(stand.asked.length).toBeGreaterThan(2);
  await vi.advanceTimersByTimeAsync(60_000);
  const early = stand.asked.length;
  await vi.advanceTimersByTimeAsync(30_000);
  expect(stand.asked.length - early).toBeLessThanOrEqual(4);
  expect(stand.refusals).toEqual([]);
});

test("a stray broadcast doesn't stop the asking while the room isn't joined", async () => {
  const stand = new Stand();
  await stand.watch.ask();
  stand.watch.suspend();
  stand.answer = async () => BUSY;
  await stand.watch.ask();
  stand.watch.receiveNewBid(newBid(5));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(stand.asked.length).toBeGreaterThan(2);
});

test("an item that doesn't exist is told once and asked for no more", async () => {
  const stand = new Stand();
  stand.answer = async () => ({ ok: false, error: { code: "not_found", message: "there is no such item" } });
  await stand.watch.ask();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(stand.asked).toHaveLength(1);
  expect(stand.refusals.map((refusal) => refusal.code)).toEqual(["not_found"]);
});

test("an answer of a lost connection is dropped", async () => {
  const stand = new Stand();
  let give: (answer: Answer<WatchAnswer>) => void = () => {};
  stand.answer = () => new Promise((resolve) => (give = resolve));
  const asking = stand.watch.ask();
  stand.watch.suspend();
  give(ok(watchAnswer(4)));
  await asking;
  expect(stand.prices).toEqual([]);
});

test("after suspend nothing is asked any more", async () => {
  const stand = new Stand();
  await stand.watch.ask();
  stand.watch.receiveNewBid(newBid(6));
  stand.watch.suspend();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(stand.asked).toHaveLength(1);
});

test("a recovered connection goes on without a question", async () => {
  const stand = new Stand();
  await stand.watch.ask();
  stand.watch.suspend();
  stand.watch.goOn();
  stand.watch.receiveNewBid(newBid(5));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(stand.asked).toHaveLength(1);
});

test("a recovered connection mends the gap that there was before", async () => {
  const stand = new Stand();
  await stand.watch.ask();
  stand.watch.receiveNewBid(newBid(6));
  stand.watch.suspend();
  stand.seq = 6;
  stand.watch.goOn();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(stand.asked).toEqual([undefined, 4]);
});

test("a watch that the server never answered is asked for on a recovered connection too", async () => {
  const stand = new Stand();
  stand.answer = () => new Promise(() => {});
  void stand.watch.ask();
  stand.watch.suspend();
  stand.watch.goOn();
  expect(stand.asked).toHaveLength(2);
});

test("a watch that was lost on one connection is asked for on the next, recovered or not", async () => {
  const stand = new Stand();
  await stand.watch.ask();
  stand.watch.suspend();
  stand.answer = () => new Promise(() => {});
  void stand.watch.ask();
  stand.watch.suspend();
  stand.watch.goOn();
  expect(stand.asked).toHaveLength(3);
});
