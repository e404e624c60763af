import { expect, test } from "vitest";
import { estimate, ServerClock } from "../src/serverClock";

/** The sample of a server that is ahead by `offset`, over `there` and `back` ms. */
function sample(sentAt: number, there: number, back: number, offset: number) {
  return { sentAt, receivedAt: sentAt + there + back, serverTime: sentAt + there + offset };
}

test("without a sample there is no estimate", () => {
  expect(estimate([])).toBeNull();
});

test("the offset is exact when both directions take the same time", () => {
  expect(estimate([sample(1_000, 20, 20, 5_000)])).toEqual({ offsetMs: 5_000, errorMs: 20 });
});

test("the error is half of the round trip at most", () => {
  for (const [there, back] of [[0, 80], [80, 0], [10, 70]] as const) {
    const known = estimate([sample(1_000, there, back, -300)])!;
    expect(Math.abs(known.offsetMs - -300)).toBeLessThanOrEqual(known.errorMs);
  }
});

test("the sample with the shortest round trip counts in any order", () => {
  const [slow, fast, slower] = [sample(0, 90, 10, 700), sample(200, 5, 5, 700), sample(400, 10, 400, 700)];
  for (const samples of [[slow, fast, slower], [fast, slow, slower], [slow, slower, fast]]) {
    expect(estimate(samples)).toEqual({ offsetMs: 700, errorMs: 5 });
  }
});

test("the clock runs with the local clock from the estimate on", () => {
  let local = 1_000;
  const clock = new ServerClock(() => local);
  clock.add(sample(980, 10, 10, 50_000));
  expect(clock.now()).toBe(51_000);
  local += 250;
  expect(clock.now()).toBe(51_250);
});

test("after a sleep of the device the next sample replaces better ones from before", () => {
  const clock = new ServerClock(() => 10_000);
  clock.add(sample(900, 1, 1, 50_000));
  clock.outdate();
  expect(clock.now()).toBe(60_000);
  clock.add(sample(9_000, 40, 40, 53_000));
  expect(clock.now()).toBe(63_000);
});

test("old samples are dropped, so that drift does not add up", () => {
  const clock = new ServerClock(() => 0);
  clock.add(sample(0, 1, 1, 100));
  for (let round = 0; round < 8; round++) clock.add(sample(round, 5, 5, 200));
  expect(clock.estimate()?.offsetMs).toBe(200);
});

test("a sample that contradicts the others replaces them, because a clock has jumped or stood still", () => {
  const clock = new ServerClock(() => 0);
  clock.add(sample(0, 1, 1, 100));
  clock.add(sample(10, 200, 200, 60_000));
  expect(clock.estimate()).toEqual({ offsetMs: 60_000, errorMs: 200 });
});

test("a coarse clock is right within its span, and gives way to a better one", () => {
  const clock = new ServerClock(() => 0);
  clock.add({ ...sample(0, 10, 10, 5_000), serverTime: 4_600, spanMs: 1_000 });
  expect(clock.estimate()).toEqual({ offsetMs: 5_090, errorMs: 510 });
  clock.add(sample(50, 10, 10, 5_000));
  expect(clock.estimate()).toEqual({ offsetMs: 5_000, errorMs: 10 });
});

test("a moment of the local clock has its time on the server's", () => {
  const clock = new ServerClock(() => 500);
  clock.add(sample(0, 1, 1, 1_000));
  expect([clock.at(200), clock.now()]).toEqual([1_200, 1_500]);
});
