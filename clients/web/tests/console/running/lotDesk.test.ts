import { beforeEach, expect, test } from "vitest";
import type { Item, ItemView } from "auction-client";
import type { AnswerLine } from "../../../console/controls/answerLine";
import { LotDesk } from "../../../console/running/lotDesk";
import { setLocale } from "../../../ui/texts/locale";
import { item } from "../items";

let said: string[];
let desk: LotDesk;
const viewOf = (shown: Item) => ({ item: shown, bids: [] }) as unknown as ItemView;

beforeEach(() => {
  setLocale("en-IE");
  said = [];
  const say = (text: string) => void said.push(text);
  const line = { good: say, wait: () => {}, bad: say, refused: (error: { code: string }) => say(error.code), clear: () => {} };
  desk = new LotDesk("lamp", line as unknown as AnswerLine, () => {});
  desk.receive(viewOf(item({ seq: 4 })));
  desk.drawn(item({ seq: 4 }));
});

test("an act names the lot that was drawn, not the one that has arrived since, and is answered with the next drawing", async () => {
  desk.receive(viewOf(item({ seq: 7 })));
  const expected: number[] = [];
  await desk.send(async (seq) => (expected.push(seq), { ok: true as const, seq: 8 }), "done");
  expect([expected, said]).toEqual([[4], []]);
  desk.drawn(item({ seq: 8 }));
  expect(said).toEqual(["done"]);
});

test("the clerk's own act counts as seen before it is drawn", async () => {
  const expected: number[] = [];
  const act = async (seq: number) => (expected.push(seq), { ok: true as const, seq: seq + 1 });
  await desk.send(act, "done");
  await desk.send(act, "done");
  expect(expected).toEqual([4, 5]);
});

test("a conflict says what has changed, as soon as that has arrived", async () => {
  const sent = desk.send(async () => ({ ok: false as const, error: { code: "conflict", message: "", seq: 6 } }), "done");
  setTimeout(() => desk.receive(viewOf(item({ seq: 6, price: 200, leader: "Bob#b" }))), 5);
  expect(await sent).toBeNull();
  desk.drawn(item({ seq: 6 }));
  expect(said[0]).toContain("price €1.00 → €2.00, now Bob leads");
});

test("another refusal is shown as it is", async () => {
  await desk.send(async () => ({ ok: false as const, error: { code: "conflict", message: "no next step" } }), "done");
  desk.drawn(item({ seq: 4 }));
  expect(said).toEqual(["conflict"]);
});

test("one act is under way at a time", async () => {
  let finish = (_: { ok: true }) => {};
  const first = desk.send(() => new Promise<{ ok: true }>((resolve) => (finish = resolve)), "first");
  expect(await desk.send(async () => ({ ok: true as const }), "second")).toBeNull();
  finish({ ok: true });
  await first;
  desk.drawn(item({ seq: 4 }));
  expect(said).toEqual(["first"]);
});
