import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Answer, Refusal, SaleAnswer, SaleItem } from "../src";
import { SaleWatch, type SalePosition } from "../src/sales";

function row(itemId: string, price: number): SaleItem {
  const fixed = { epoch: 0, status: "open" as const, minimum: 0, leader: null, bid_count: 0, ends_at: null };
  return { item_id: itemId, seq: price, price, ...fixed };
}

/** A watch of a sale of two items, one on each page, and the requests that it sends. */
class Fixture {
  asked: SalePosition[] = [];
  views: number[][] = [];
  refusals: Refusal[] = [];
  number = 5;
  refusal: Refusal | null = null;

  readonly watch = new SaleWatch(
    async (position): Promise<Answer<SaleAnswer>> => {
      this.asked.push(position);
      if (this.refusal !== null) return { ok: false, error: this.refusal };
      const [items, next] = position.after === undefined ? [[row("lamp", 1)], "lamp"] : [[row("vase", 2)], null];
      const feed = { auction_id: "sale", feed: "a", number: this.number, as_of: 100, yours: {} };
      return { ok: true, ...feed, items, next_after: position.number === undefined ? next : null };
    },
    (view) => this.views.push([...view.items.values()].map((item) => item.price)),
    (refusal) => this.refusals.push(refusal),
  );

  receive(number: number, price: number): void {
    const items = [row("lamp", price)];
    this.watch.receive({ auction_id: "sale", feed: "a", number, as_of: 100, items });
  }
}

const POSITION = { feed: "a", number: 5, as_of: 100 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a sale is shown when all of its pages have been read, and at every change", async () => {
  const fixture = new Fixture();
  await fixture.watch.resync();
  expect(fixture.asked).toEqual([{}, { after: "lamp" }]);
  fixture.receive(6, 7);
  expect(fixture.views).toEqual([[1, 2], [7, 2]]);
});

test("a message that comes before the first answer is kept", async () => {
  const fixture = new Fixture();
  fixture.receive(6, 7);
  await fixture.watch.resync();
  expect(fixture.views).toEqual([[7, 2]]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(fixture.asked).toHaveLength(2);
});

test("a gap that closes in time sends no request, and one that stays is asked for from where it begins", async () => {
  const fixture = new Fixture();
  await fixture.watch.resync();
  fixture.receive(7, 9);
  await vi.advanceTimersByTimeAsync(200);
  fixture.receive(6, 8);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(fixture.asked).toHaveLength(2);
  fixture.receive(9, 11);
  fixture.number = 9;
  await vi.advanceTimersByTimeAsync(501);
  expect(fixture.asked.slice(2)).toEqual([{ ...POSITION, number: 7 }]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(fixture.asked).toHaveLength(3);
});

test("a lost connection has the sale read from where the view ends, a recovered one does not", async () => {
  const fixture = new Fixture();
  await fixture.watch.resync();
  fixture.watch.suspend();
  fixture.watch.resume();
  expect(fixture.asked).toHaveLength(2);
  fixture.watch.suspend();
  await fixture.watch.resync();
  expect(fixture.asked.slice(2)).toEqual([POSITION]);
});

test("a reading that was cut off begins anew on a recovered connection", async () => {
  const fixture = new Fixture();
  const reading = fixture.watch.resync();
  fixture.watch.suspend();
  await reading;
  fixture.watch.resume();
  await vi.advanceTimersByTimeAsync(0);
  expect(fixture.views).toEqual([[1, 2]]);
});

test("a busy server is asked again, and a refusal is passed on", async () => {
  const fixture = new Fixture();
  fixture.refusal = { code: "busy", message: "" };
  await fixture.watch.resync();
  fixture.refusal = { code: "not_found", message: "" };
  await vi.advanceTimersByTimeAsync(20_000);
  expect(fixture.refusals.map(({ code }) => code)).toEqual(["not_found"]);
  expect(fixture.asked).toHaveLength(2);
});
