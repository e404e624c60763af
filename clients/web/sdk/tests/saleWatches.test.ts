import { expect, test, vi } from "vitest";
import { SaleWatch, SaleWatches } from "../src/sales";

const watch = () => new SaleWatch(async () => ({ ok: false, error: { code: "busy", message: "" } }), vi.fn(), vi.fn());
const MESSAGE = { auction_id: "sale", feed: "a", number: 1, as_of: 1, items: [] };

test("a message reaches every watch of its sale, and no other", () => {
  const [first, second, other] = [watch(), watch(), watch()];
  const received = [first, second, other].map((each) => vi.spyOn(each, "receive"));
  const watches = new SaleWatches();
  watches.add("sale", first);
  watches.add("sale", second);
  watches.add("another", other);
  watches.receive(MESSAGE);
  expect(received.map((spy) => spy.mock.calls.length)).toEqual([1, 1, 0]);
});

test("the last watch of a sale that is removed is told from the others", () => {
  const [first, second] = [watch(), watch()];
  const watches = new SaleWatches();
  watches.add("sale", first);
  watches.add("sale", second);
  expect([watches.remove("sale", first), watches.remove("sale", second), watches.remove("sale", second)]).toEqual([
    false,
    true,
    false,
  ]);
});
