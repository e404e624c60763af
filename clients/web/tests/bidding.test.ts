import { expect, test } from "vitest";
import { bidUntilDecided, RESEND, waitBefore } from "../src/sdk/bidding";
import type { Answer, BidAnswer, Refusal } from "../src/sdk";

const ACCEPTED: Answer<BidAnswer> = {
  ok: true,
  bid_id: "b1",
  item_id: "lamp",
  seq: 3,
  price: 100,
  minimum: 110,
  leading: true,
  ends_at: null,
};

const refused = (code: string, more: Partial<Refusal> = {}): Answer<BidAnswer> => ({
  ok: false,
  error: { code, message: code, ...more },
});

/** Bid against answers given in turn, the last one for ever; time passes only in the waits. */
async function bidAgainst(...answers: Answer<BidAnswer>[]) {
  const waits: number[] = [];
  let sent = 0;
  const timing = {
    now: () => waits.reduce((sum, wait) => sum + wait, 0),
    sleep: async (ms: number) => void waits.push(ms),
    random: () => 1,
  };
  const send = async () => answers[Math.min(sent++, answers.length - 1)]!;
  const result = await bidUntilDecided("b1", send, timing);
  return { result, waits, sent };
}

test("an accepted bid is sent once", async () => {
  const { result, sent } = await bidAgainst(ACCEPTED);
  expect(result).toMatchObject({ outcome: "accepted", bidId: "b1", answer: { seq: 3 } });
  expect(sent).toBe(1);
});

test.each(["busy", "unavailable", "unknown", "unanswered"])("after %s the bid is sent again", async (code) => {
  const { result, sent } = await bidAgainst(refused(code), refused(code), ACCEPTED);
  expect(result.outcome).toBe("accepted");
  expect(sent).toBe(3);
});

test.each(["too_low", "closed", "paused", "rate_limited", "unauthenticated", "forbidden", "internal"])(
  "%s is an answer, and the bid is not sent again",
  async (code) => {
    const { result, sent } = await bidAgainst(refused(code, { minimum: 120 }));
    expect(result).toMatchObject({ outcome: "refused", refusal: { code, minimum: 120 } });
    expect(sent).toBe(1);
  },
);

test("the server's own wait is kept to", async () => {
  const { waits } = await bidAgainst(refused("busy", { retry_after_ms: 700 }), ACCEPTED);
  expect(waits[0]).toBeGreaterThanOrEqual(700);
});

test("a bid without an answer is given up within the limit, as undecided", async () => {
  const { result, waits, sent } = await bidAgainst(refused("unanswered"));
  expect(result).toMatchObject({ outcome: "undecided", bidId: "b1" });
  expect(sent).toBeGreaterThan(5);
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThan(RESEND.totalMs);
});

test("a wait beyond the limit is not begun", async () => {
  const { result, waits } = await bidAgainst(refused("busy", { retry_after_ms: RESEND.totalMs }));
  expect(result.outcome).toBe("undecided");
  expect(waits).toEqual([]);
});

test("a limit on sending says nothing about an earlier sending whose answer was lost", async () => {
  const { result, sent } = await bidAgainst(refused("unanswered"), refused("rate_limited"), ACCEPTED);
  expect(result.outcome).toBe("accepted");
  expect(sent).toBe(3);
});

test("a token that expires before the answer is known leaves the bid undecided, not refused", async () => {
  const { result } = await bidAgainst(refused("unknown"), refused("unauthenticated"));
  expect(result).toMatchObject({ outcome: "undecided", refusal: { code: "unauthenticated" } });
});

test("waits double up to a ceiling, and at least half of each is certain", () => {
  const wait = (attempt: number, random: number) => waitBefore(attempt, { code: "busy", message: "" }, random);
  expect([0, 1, 2, 3].map((attempt) => wait(attempt, 1))).toEqual([100, 200, 400, 800]);
  expect(wait(0, 0)).toBe(50);
  expect(wait(30, 1)).toBe(RESEND.maxWaitMs);
});
