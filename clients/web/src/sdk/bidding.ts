/**
 * One bid until it is decided: the same `bid_id` is sent again while the answer is missing.
 *
 * A bid_id has one effect and one answer, however often it is sent, so sending again is safe and is
 * the only way to learn what became of a bid whose answer was lost.
 */

import { UNANSWERED, type Answer, type BidAnswer, type Refusal } from "./messages";

export type BidResult =
  | { readonly outcome: "accepted"; readonly bidId: string; readonly answer: BidAnswer }
  | { readonly outcome: "refused"; readonly bidId: string; readonly refusal: Refusal }
  /** No definite answer in time: bid again with the same `bidId` to learn it. */
  | { readonly outcome: "undecided"; readonly bidId: string; readonly refusal: Refusal };

/** How long and how often a bid is sent again; waits in ms. */
export const RESEND = { answerMs: 3_000, totalMs: 20_000, firstWaitMs: 100, maxWaitMs: 2_000 } as const;

/** What the loop takes from the world around it. */
export interface Timing {
  now(): number;
  sleep(ms: number): Promise<void>;
  random(): number;
}

export const REAL_TIMING: Timing = {
  now: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: Math.random,
};

/** The server decided nothing, or its decision didn't reach us. */
const SEND_AGAIN = new Set(["busy", "unavailable", "unknown", UNANSWERED]);

/** After these an earlier sending may have been accepted all the same. */
const MAY_HAVE_COUNTED = new Set(["unknown", UNANSWERED]);

/** Refusals of the sending, not of the bid: they say nothing about an earlier sending of it. */
const NOT_ABOUT_THE_BID = new Set(["rate_limited", "unauthenticated", "forbidden", "internal"]);

/** Send a bid until it is accepted, refused, or `RESEND.totalMs` have passed. */
export async function bidUntilDecided(
  bidId: string,
  send: () => Promise<Answer<BidAnswer>>,
  timing: Timing = REAL_TIMING,
): Promise<BidResult> {
  const giveUpAt = timing.now() + RESEND.totalMs;
  let mayHaveCounted = false;
  for (let attempt = 0; ; attempt++) {
    const answer = await send();
    if (answer.ok) return { outcome: "accepted", bidId, answer };
    const refusal = answer.error;
    mayHaveCounted ||= MAY_HAVE_COUNTED.has(refusal.code);
    const undecided = SEND_AGAIN.has(refusal.code) || (mayHaveCounted && NOT_ABOUT_THE_BID.has(refusal.code));
    if (!undecided) return { outcome: "refused", bidId, refusal };
    const wait = waitBefore(attempt, refusal, timing.random());
    if (!worthSendingAgain(refusal) || timing.now() + wait >= giveUpAt) {
      return { outcome: "undecided", bidId, refusal };
    }
    await timing.sleep(wait);
  }
}

/** The wait before the next sending: what the server asked for, and a random part that doubles. */
export function waitBefore(attempt: number, refusal: Refusal, random: number): number {
  const ceiling = Math.min(RESEND.firstWaitMs * 2 ** attempt, RESEND.maxWaitMs);
  return (refusal.retry_after_ms ?? 0) + ceiling * (0.5 + random / 2);
}

function worthSendingAgain(refusal: Refusal): boolean {
  return SEND_AGAIN.has(refusal.code) || refusal.code === "rate_limited";
}
