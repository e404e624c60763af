import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Placing, type Attempt, type Outcome } from "../../../../page/item/bidding/placing";
import type { BidResult } from "auction-client";

const INTENT = { act: "bid", amount: 100, terms: {} } as const;
const UNKNOWN = { code: "unanswered", message: "" };
const stored = new Map<string, string>();

beforeEach(() => {
  vi.useFakeTimers();
  stored.clear();
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A form's placing whose sendings are answered one by one, and whose connection is switched by hand. */
function placing(live = true) {
  const listeners = new Set<(live: boolean) => void>();
  const sent: Attempt[] = [];
  const answers: ((result: BidResult) => void)[] = [];
  const decided: Outcome[] = [];
  const placed = new Placing({
    live: {
      get value() {
        return live;
      },
      subscribe(listener) {
        listener(live);
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    send: (attempt) => {
      sent.push(attempt);
      return new Promise((resolve) => answers.push(resolve));
    },
    keptAs: () => "lamp ann",
    decided: (outcome) => decided.push(outcome),
    changed: () => {},
  });
  return {
    placed,
    sent,
    decided,
    connect(isLive: boolean) {
      live = isLive;
      for (const listener of [...listeners]) listener(isLive);
    },
    async answer(outcome: "accepted" | "unknown") {
      const { bidId } = sent.at(-1)!;
      const answer = { bid_id: bidId, item_id: "lamp", seq: 3, price: 100, minimum: 110, leading: true, ends_at: null };
      answers.shift()!(outcome === "unknown" ? { outcome, bidId, refusal: UNKNOWN } : { outcome, bidId, answer });
      await vi.advanceTimersByTimeAsync(0);
    },
  };
}

test("one bid is under way at a time, and none right after its answer", async () => {
  const { placed, sent, decided, answer } = placing();
  void placed.place(INTENT);
  void placed.place(INTENT);
  expect([sent.length, placed.stage]).toEqual([1, "sending"]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(placed.stage).toBe("slow");
  await answer("accepted");
  void placed.place(INTENT);
  expect([sent.length, decided.length, placed.stage]).toEqual([1, 1, "settled"]);
  await vi.advanceTimersByTimeAsync(600);
  expect(placed.stage).toBe("ready");
});

test("a bid without an answer is sent again by the same id until it is decided, while there is a connection", async () => {
  const { placed, sent, decided, connect, answer } = placing();
  void placed.place(INTENT);
  connect(false);
  await answer("unknown");
  expect(placed.stage).toBe("unresolved");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent.length).toBe(1);
  connect(true);
  await vi.advanceTimersByTimeAsync(0);
  await answer("unknown");
  await vi.advanceTimersByTimeAsync(2_000);
  await answer("accepted");
  expect(new Set(sent.map((attempt) => attempt.bidId)).size).toBe(1);
  expect([sent.length, decided[0]?.outcome]).toEqual([3, "accepted"]);
});

test("a bid that no connection carried was not sent, and is not sent later", async () => {
  const { placed, sent, decided, connect, answer } = placing(false);
  void placed.place(INTENT);
  await answer("unknown");
  expect(decided).toEqual([{ outcome: "unsent" }]);
  connect(true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent.length).toBe(1);
});

test("a bid that was under way is taken up after a reload by its id, but not a minute later", async () => {
  const before = placing();
  void before.placed.place(INTENT);
  before.placed.dispose();
  const kept = new Map(stored);
  const after = placing();
  void after.placed.resume();
  expect(after.sent).toEqual(before.sent);
  await after.answer("accepted");
  expect([after.decided.length, stored.size]).toEqual([1, 0]);
  for (const [key, value] of kept) stored.set(key, value);
  vi.setSystemTime(Date.now() + 60_000);
  const late = placing();
  void late.placed.resume();
  expect(late.sent).toEqual([]);
});
