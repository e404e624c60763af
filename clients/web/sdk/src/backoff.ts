/**
 * When to try again, and how long to wait before it.
 *
 * The constants are those of the Python SDK's `backoff.py`. Reconnects wait as socket.io-client does by
 * default, so that a crowd that lost its node comes back spread out.
 */

import { UNANSWERED, type Leaving, type Refusal } from "./messages/index.js";

/** The refusals after which the same request may succeed later. */
export const RETRIED_CODES = new Set(["busy", "unavailable", "unknown", "rate_limited", "internal", UNANSWERED]);

/** Pauses that double from `firstMs` to `longestMs`, each spread by half of it to either side. */
export interface Backoff {
  readonly firstMs: number;
  readonly longestMs: number;
}

export const BID_BACKOFF: Backoff = { firstMs: 100, longestMs: 2_000 };
export const WATCH_BACKOFF: Backoff = { firstMs: 500, longestMs: 8_000 };
export const RECONNECT_BACKOFF: Backoff = { firstMs: 1_000, longestMs: 5_000 };

/**
 * The pause after attempt number 0, 1, ..., for a `chance` in [0, 1).
 *
 * The server's `retryAfterMs` is a lower bound, and the spread comes on top of it, so that clients that were
 * refused together do not come back together.
 */
export function pauseMs(backoff: Backoff, attempt: number, chance: number, retryAfterMs = 0): number {
  const pause = Math.min(backoff.firstMs * 2 ** attempt, backoff.longestMs);
  return Math.max(pause / 2, retryAfterMs) + pause * chance;
}

/** The first pause before a connection to another node, after one has announced that it is leaving. */
export function leavingMs(hint: Leaving): number {
  return hint.retry_after_ms > 0 ? Math.min(hint.retry_after_ms, RECONNECT_BACKOFF.longestMs) : RECONNECT_BACKOFF.firstMs;
}

/** The pauses between the attempts at one thing. */
export class Pauses {
  private attempts = 0;

  constructor(
    private readonly backoff: Backoff,
    private readonly random: () => number = Math.random,
  ) {}

  /** The next pause in ms; it is not shorter than the refusal's `retry_after_ms`. */
  nextMs(refusal?: Refusal): number {
    return pauseMs(this.backoff, this.attempts++, this.random(), refusal?.retry_after_ms);
  }

  /** Begin with the first pause again: an attempt has succeeded. */
  reset(): void {
    this.attempts = 0;
  }
}
