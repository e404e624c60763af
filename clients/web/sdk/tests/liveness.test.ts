import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Liveness, PROBED_AFTER_MS, REPLACED_AFTER_MS, SILENT_AFTER_MS } from "../src/liveness";

const DUE_MS = SILENT_AFTER_MS - 1.5 * PROBED_AFTER_MS;

let needed: boolean;
let log: string[];
let liveness: Liveness;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(0);
  [needed, log] = [true, []];
  liveness = new Liveness({
    ask: () => log.push("ask"),
    isNeeded: () => needed,
    setSilent: (silent) => log.push(silent ? "silent" : "live"),
    slept: () => log.push("slept"),
    giveUp: () => log.push("give up"),
  });
  liveness.start();
});
afterEach(() => {
  liveness.stop();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const pass = (ms: number) => vi.advanceTimersByTime(ms);

test("a server that sends nothing and does not answer is silent within three seconds", () => {
  pass(PROBED_AFTER_MS);
  expect(log).toEqual(["ask"]);
  pass(DUE_MS);
  expect(log).toEqual(["ask", "silent"]);
  liveness.stop();
  vi.spyOn(Math, "random").mockReturnValue(0.999);
  liveness.start();
  pass(SILENT_AFTER_MS);
  expect(log.slice(2)).toEqual(["ask", "silent"]);
});

test("nothing is asked while messages arrive", () => {
  for (let message = 0; message < 10; message++) {
    pass(PROBED_AFTER_MS - 100);
    liveness.received();
  }
  expect(log).toEqual([]);
});

test("an answer is a sign, and after it the server is asked again", () => {
  pass(PROBED_AFTER_MS);
  liveness.received();
  pass(DUE_MS + 10);
  expect(log).toEqual(["ask", "ask"]);
});

test("a message ends the silence", () => {
  pass(PROBED_AFTER_MS + DUE_MS);
  liveness.received();
  expect(log).toEqual(["ask", "silent", "live"]);
});

test("nothing is asked while nobody needs to know, and at once when asked to", () => {
  needed = false;
  pass(60_000);
  expect(log).toEqual([]);
  liveness.askNow();
  expect(log).toEqual(["ask"]);
  pass(DUE_MS);
  expect(log).toEqual(["ask", "silent"]);
});

test("a connection that stays silent is given up", () => {
  pass(PROBED_AFTER_MS + REPLACED_AFTER_MS);
  expect(log).toEqual(["ask", "silent", "give up"]);
  pass(60_000);
  expect(log).toHaveLength(3);
});

test("after a sleep of the device the server is asked anew before it counts as silent", () => {
  pass(PROBED_AFTER_MS);
  vi.setSystemTime(Date.now() + 1);
  const slept = performance.now();
  vi.spyOn(performance, "now").mockImplementation(() => slept + 3_600_000);
  vi.advanceTimersByTime(DUE_MS);
  expect(log).toEqual(["ask", "slept", "ask"]);
});

test("a program that was busy reads what has arrived before it calls the server silent", () => {
  pass(PROBED_AFTER_MS);
  const before = performance.now();
  const clock = vi.spyOn(performance, "now").mockImplementation(() => before + DUE_MS + 1_000);
  pass(DUE_MS);
  expect(log).toEqual(["ask"]);
  clock.mockImplementation(() => before + DUE_MS + 1_260);
  pass(250);
  expect(log).toEqual(["ask", "silent"]);
});

test("a stopped one asks nothing", () => {
  liveness.stop();
  pass(60_000);
  liveness.askNow();
  expect(log).toEqual([]);
});
