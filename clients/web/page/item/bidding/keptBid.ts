/** A bid that is under way, kept in the tab's storage so that a reload does not lose its outcome. */

import type { Attempt } from "./placing";

const PREFIX = "auction.bid.";
/** A bid that is older is not sent again: its bidder has long stopped waiting for it. */
const KEPT_FOR_MS = 60_000;

interface Kept {
  readonly attempt: Attempt;
  readonly at: number;
}

export function keepBid(key: string, attempt: Attempt): void {
  inStorage((storage) => storage.setItem(PREFIX + key, JSON.stringify({ attempt, at: Date.now() } satisfies Kept)));
}

export function forgetBid(key: string): void {
  inStorage((storage) => storage.removeItem(PREFIX + key));
}

/** The bid that was kept under a key; null if there is none, or if it is old. */
export function keptBid(key: string): Attempt | null {
  const stored = inStorage((storage) => storage.getItem(PREFIX + key));
  if (!stored) return null;
  try {
    const { attempt, at } = JSON.parse(stored) as Kept;
    const age = Date.now() - at;
    return typeof attempt.bidId === "string" && age >= 0 && age < KEPT_FOR_MS ? attempt : null;
  } catch {
    return null;
  }
}

/** A browser may forbid storage; then a reload forgets the bid. */
function inStorage<T>(use: (storage: Storage) => T): T | undefined {
  try {
    return use(sessionStorage);
  } catch {
    return undefined;
  }
}
