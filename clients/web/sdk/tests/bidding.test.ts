import { expect, test } from "vitest";
import { BID_ANSWER_TIMEOUT_MS, BID_TIMEOUT_MS, bidRequest, bidUntilDecided } from "../src/bidding";
import type { Answer, BidAnswer, Refusal } from "../src";

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

/** Bid against answers given in turn, the last one for ever; time passes only in the pauses. */
async function bidAgainst(...answers: Answer<BidAnswer>[]) {
  const waits: number[] = [];
  const timeouts: number[] = [];
  const timing = {
    now: () => waits.reduce((sum, wait) => sum + wait, 0),
    sleep: async (ms: number) => void waits.push(ms),
    random: () => 0.5,
  };
  const send = async (timeoutMs: number) => {
    timeouts.push(timeoutMs);
    return answers[Math.min(timeouts.length, answers.length) - 1]!;
  };
  const result = await bidUntilDecided("b1", send, timing);
  return { result, waits, timeouts, sent: timeouts.length };
}

test("an accepted bid is sent once", async () => {
  const { result, timeouts } = await bidAgainst(ACCEPTED);
  expect(result).toMatchObject({ outcome: "accepted", bidId: "b1", answer: { seq: 3 } });
  expect(timeouts).toEqual([BID_ANSWER_TIMEOUT_MS]);
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

test("the server's retry_after_ms is respected", async () => {
  const { waits } = await bidAgainst(refused("busy", { retry_after_ms: 700 }), ACCEPTED);
  expect(waits[0]).toBeGreaterThanOrEqual(700);
});

test("a bid without an answer is given up in time, with an unknown outcome", async () => {
  const { result, waits, timeouts, sent } = await bidAgainst(refused("unanswered"));
  const lastSentAt = waits.reduce((sum, wait) => sum + wait, 0);
  expect(result).toMatchObject({ outcome: "unknown", bidId: "b1" });
  expect(sent).toBeGreaterThan(5);
  expect(lastSentAt).toBeLessThan(BID_TIMEOUT_MS);
  expect(timeouts.at(-1)).toBe(Math.min(BID_ANSWER_TIMEOUT_MS, BID_TIMEOUT_MS - lastSentAt));
});

test("a bid on which nothing was decided is refused, not unknown, and a pause beyond the limit is not begun", async () => {
  const { result, waits } = await bidAgainst(refused("busy", { retry_after_ms: BID_TIMEOUT_MS }));
  expect(result).toMatchObject({ outcome: "refused", refusal: { code: "busy" } });
  expect(waits).toEqual([]);
});

test("a rate limit does not hide an earlier sending whose answer was lost", async () => {
  const { result, sent } = await bidAgainst(refused("unanswered"), refused("rate_limited"), ACCEPTED);
  expect(result.outcome).toBe("accepted");
  expect(sent).toBe(3);
});

test("a token that expires before the answer leaves the outcome unknown", async () => {
  const { result } = await bidAgainst(refused("unknown"), refused("unauthenticated"));
  expect(result).toMatchObject({ outcome: "unknown", refusal: { code: "unauthenticated" } });
});

test("a refusal of the bid itself decides it after a lost answer too", async () => {
  const { result } = await bidAgainst(refused("unanswered"), refused("too_low", { minimum: 120 }));
  expect(result).toMatchObject({ outcome: "refused", refusal: { code: "too_low" } });
});

test("a bid is sent with the terms that it has, and without the others", () => {
  expect(bidRequest("lamp", 300, "b1", {})).toEqual({ bid_id: "b1", item_id: "lamp", amount: 300 });
  const terms = { maxAmount: 900, quantity: 2, raiseOwn: true, confirmed: false };
  const sent = { max_amount: 900, quantity: 2, raise_own: true, confirmed: false };
  expect(bidRequest("lamp", 300, "b1", terms)).toMatchObject(sent);
});
