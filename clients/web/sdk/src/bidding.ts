/**
 * One bid until it is decided: the same `bid_id` is sent again while the answer is missing.
 *
 * A `bid_id` has one effect and one answer, however often it is sent. Sending it again is therefore safe, and
 * it is the only way to learn the outcome of a bid whose answer was lost. The policy is that of the Python
 * SDK's `bidding.py` and of "Sending again" in the wire contract.
 */

import { BID_BACKOFF, Pauses } from "./backoff.js";
import type { BidRequest } from "./messages/contract.js";
import { UNANSWERED, type Answer, type BidAnswer, type BidTerms, type Refusal } from "./messages/index.js";

export type BidResult =
  | { readonly outcome: "accepted"; readonly bidId: string; readonly answer: BidAnswer }
  | { readonly outcome: "refused"; readonly bidId: string; readonly refusal: Refusal }
  /** The bid may stand or not: bid again with the same `bidId` and terms to learn the outcome. */
  | { readonly outcome: "unknown"; readonly bidId: string; readonly refusal: Refusal };

/** How long a bid is sent again: long enough for a node's restart and a reconnect. */
export const BID_TIMEOUT_MS = 20_000;

/** How long one sending of a bid waits for its answer. */
export const BID_ANSWER_TIMEOUT_MS = 3_000;

/** After these the bid is sent again: nothing was decided, or the decision did not arrive. */
export const RESENT_CODES = new Set(["busy", "unavailable", "unknown", UNANSWERED]);

/** After these the bid may have been accepted all the same. */
export const MAYBE_ACCEPTED_CODES = new Set(["unknown", UNANSWERED]);

/** Refusals of one sending. They say nothing about an earlier sending of the same bid. */
export const REQUEST_CODES = new Set(["rate_limited", "unauthenticated", "forbidden", "internal"]);

/** Return the bid as it is sent. */
export function bidRequest(
  itemId: string,
  amount: number,
  bidId: string,
  { maxAmount, quantity, raiseOwn, confirmed }: BidTerms,
): BidRequest {
  return {
    bid_id: bidId,
    item_id: itemId,
    amount,
    ...(maxAmount === undefined ? {} : { max_amount: maxAmount }),
    ...(quantity === undefined ? {} : { quantity }),
    ...(raiseOwn === undefined ? {} : { raise_own: raiseOwn }),
    ...(confirmed === undefined ? {} : { confirmed }),
  };
}

/** Time and chance, which a test replaces. */
export interface Timing {
  now(): number;
  sleep(ms: number): Promise<void>;
  random(): number;
}

const REAL_TIMING: Timing = {
  now: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: Math.random,
};

/**
 * Send a bid until it is accepted, refused, or `BID_TIMEOUT_MS` have passed.
 *
 * `send` is called with the milliseconds that it may take. When the time is up, the outcome is unknown if the
 * bid may have been accepted; else the last refusal is the result, and nothing was decided.
 */
export async function bidUntilDecided(
  bidId: string,
  send: (timeoutMs: number) => Promise<Answer<BidAnswer>>,
  timing: Timing = REAL_TIMING,
): Promise<BidResult> {
  const giveUpAt = timing.now() + BID_TIMEOUT_MS;
  const pauses = new Pauses(BID_BACKOFF, timing.random);
  let maybeAccepted = false;
  while (true) {
    const answer = await send(Math.min(BID_ANSWER_TIMEOUT_MS, giveUpAt - timing.now()));
    if (answer.ok) return { outcome: "accepted", bidId, answer };
    const refusal = answer.error;
    maybeAccepted ||= MAYBE_ACCEPTED_CODES.has(refusal.code);
    const pause = pauses.nextMs(refusal);
    if (!isResent(refusal, maybeAccepted) || timing.now() + pause >= giveUpAt) {
      const isUnknown = maybeAccepted && (RESENT_CODES.has(refusal.code) || REQUEST_CODES.has(refusal.code));
      return { outcome: isUnknown ? "unknown" : "refused", bidId, refusal };
    }
    await timing.sleep(pause);
  }
}

function isResent({ code }: Refusal, maybeAccepted: boolean): boolean {
  // A rate limit is the caller's to heed, unless it stands between us and a bid that may have counted.
  return RESENT_CODES.has(code) || (maybeAccepted && code === "rate_limited");
}
