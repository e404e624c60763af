import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ItemWatch } from "../src/itemWatch";
import type { Answer, Refusal, WatchAnswer } from "../src";
import { newBid, watchAnswer } from "./examples";

const BUSY: Answer<WatchAnswer> = { ok: false, error: { code: "busy", message: "" } };
const ok = (answer: WatchAnswer): Answer<WatchAnswer> => ({ ok: true, ...answer });

/** A watch of an item that is at event `seq`, and the requests that it sends. */
class Fixture {
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
  const fixture = new Fixture();
  await fixture.watch.resync();
  expect(fixture.asked).toEqual([undefined]);
  expect(fixture.prices).toEqual([200]);
});

test("a gap that closes in time sends no request", async () => {
  const fixture = new Fixture();
  await fixture.watch.resync();
  fixture.watch.receiveNewBid(newBid(6));
  await vi.advanceTimersByTimeAsync(200);
  fixture.watch.receiveNewBid(newBid(5));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(fixture.asked).toHaveLength(1);
});

test("a gap that stays is asked for after a quarter to half of a second, from where it begins", async () => {
  const fixture = new Fixture();
  await fixture.watch.resync();
  fixture.seq = 6;
  fixture.watch.receiveNewBid(newBid(6));
  await vi.advanceTimersByTimeAsync(249);
  expect(fixture.asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(252);
  expect(fixture.asked).toEqual([undefined, 4]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(fixture.asked).toHaveLength(2);
});

test("a new connection resyncs with since", async () => {
  const fixture = new Fixture();
  await fixture.watch.resync();
  fixture.watch.suspend();
  await fixture.watch.resync();
  expect(fixture.asked).toEqual([undefined, 4]);
});

test("a busy server is asked again, with growing pauses", async () => {
  const fixture = new Fixture();
  fixture.answer = async () => BUSY;
  await fixture.watch.resync();
  await vi.advanceTimersByTimeAsync(4_000);
  expect(fixture.asked.length).toBeGreaterThan(2);
  await vi.advanceTimersByTimeAsync(60_000);
  const early = fixture.asked.length;
  await vi.advanceTimersByTimeAsync(30_000);
  expect(fixture.asked.length - early).toBeLessThanOrEqual(8);
  expect(fixture.refusals).toEqual([]);
});

test("a stray broadcast does not stop the requests while the room is not joined", async () => {
  const fixture = new Fixture();
  await fixture.watch.resync();
  fixture.watch.suspend();
  fixture.answer = async () => BUSY;
  await fixture.watch.resync();
  fixture.watch.receiveNewBid(newBid(5));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(fixture.asked.length).toBeGreaterThan(2);
});

test("an item that does not exist is reported once and not asked for again", async () => {
  const fixture = new Fixture();
  fixture.answer = async () => ({ ok: false, error: { code: "not_found", message: "there is no such item" } });
  await fixture.watch.resync();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(fixture.asked).toHaveLength(1);
  expect(fixture.refusals.map((refusal) => refusal.code)).toEqual(["not_found"]);
});

test("an answer of a lost connection is dropped", async () => {
  const fixture = new Fixture();
  let give: (answer: Answer<WatchAnswer>) => void = () => {};
  fixture.answer = () => new Promise((resolve) => (give = resolve));
  const asking = fixture.watch.resync();
  fixture.watch.suspend();
  give(ok(watchAnswer(4)));
  await asking;
  expect(fixture.prices).toEqual([]);
});

test("after suspend no request is sent", async () => {
  const fixture = new Fixture();
  await fixture.watch.resync();
  fixture.watch.receiveNewBid(newBid(6));
  fixture.watch.suspend();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(fixture.asked).toHaveLength(1);
});

test("a recovered connection resumes without a request", async () => {
  const fixture = new Fixture();
  await fixture.watch.resync();
  fixture.watch.suspend();
  fixture.watch.resume();
  fixture.watch.receiveNewBid(newBid(5));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(fixture.asked).toHaveLength(1);
});

test("a recovered connection fills a gap from before", async () => {
  const fixture = new Fixture();
  await fixture.watch.resync();
  fixture.watch.receiveNewBid(newBid(6));
  fixture.watch.suspend();
  fixture.seq = 6;
  fixture.watch.resume();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(fixture.asked).toEqual([undefined, 4]);
});

test("a watch without an answer is sent again on a recovered connection too", async () => {
  const fixture = new Fixture();
  fixture.answer = () => new Promise(() => {});
  void fixture.watch.resync();
  fixture.watch.suspend();
  fixture.watch.resume();
  expect(fixture.asked).toHaveLength(2);
});

test("a watch that was lost on one connection is sent again on the next, recovered or not", async () => {
  const fixture = new Fixture();
  await fixture.watch.resync();
  fixture.watch.suspend();
  fixture.answer = () => new Promise(() => {});
  void fixture.watch.resync();
  fixture.watch.suspend();
  fixture.watch.resume();
  expect(fixture.asked).toHaveLength(3);
});
