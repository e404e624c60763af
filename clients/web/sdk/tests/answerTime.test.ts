import { expect, test } from "vitest";
import { sampleOf } from "../src/rest/answerTime";

const TIMES = { sentAt: 100, receivedAt: 140 };
const DATE = "Tue, 01 Jan 2030 00:00:00 GMT";

test("an item's time is the server's, alone and in a list", () => {
  const sample = { ...TIMES, serverTime: 5_000 };
  expect(sampleOf({ item_id: "lamp", server_time: 5_000 }, DATE, TIMES)).toEqual(sample);
  expect(sampleOf({ items: [{ server_time: 5_000 }, { server_time: 5_000 }] }, null, TIMES)).toEqual(sample);
});

test("without one the header names a second", () => {
  expect(sampleOf({ items: [] }, DATE, TIMES)).toEqual({ ...TIMES, serverTime: Date.parse(DATE), spanMs: 1_000 });
});

test("an answer without a time is no sample", () => {
  expect([sampleOf(null, null, TIMES), sampleOf({ items: "x" }, "yesterday", TIMES)]).toEqual([null, null]);
});
