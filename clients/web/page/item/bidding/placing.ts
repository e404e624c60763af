/**
 * One bid at a time until its outcome is known, also after a lost connection or a reload.
 *
 * The client sends a bid again for 20 s. If the outcome is unknown even then, the bid is sent again by the same
 * `bid_id` whenever there is a connection, until it is decided. A bid that never had a connection was not sent at all.
 */

import { newBidId, type BidResult, type Unsubscribe } from "auction-client";
import type { Intent } from "./intent";
import { forgetBid, keepBid, keptBid } from "./keptBid";

/** How long the form stays disabled after an answer, so that a double tap is one bid. */
const SETTLED_FOR_MS = 600;
/** After how long a bid without an answer is remarked on. */
const SLOW_MS = 2_000;
const ASK_AGAIN_MS = 2_000;

export interface Attempt extends Intent {
  readonly bidId: string;
}

/** `settled` is the moment after an answer. */
export type Stage = "ready" | "sending" | "slow" | "unresolved" | "settled";

/** The outcome of an attempt; `unsent` is a bid that no connection carried. */
export type Outcome = Exclude<BidResult, { outcome: "unknown" }> | { readonly outcome: "unsent" };

/** Whether requests can be sent now, and can be answered. */
export interface Live {
  readonly value: boolean;
  subscribe(listener: (live: boolean) => void): Unsubscribe;
}

export interface PlacingParts {
  readonly live: Live;
  send(attempt: Attempt): Promise<BidResult>;
  /** The name under which a bid is kept during a reload; null while there is no bidder. */
  keptAs(): string | null;
  decided(outcome: Outcome, attempt: Attempt): void;
  changed(): void;
}

export class Placing {
  stage: Stage = "ready";
  attempt: Attempt | null = null;
  private ended = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly parts: PlacingParts) {}

  /** Place a bid, unless another one is under way. */
  async place(intent: Intent): Promise<void> {
    if (this.stage === "ready") await this.carry({ ...intent, bidId: newBidId() }, "sending");
  }

  /** Take up a bid that was under way when the page was loaded again. */
  async resume(): Promise<void> {
    const key = this.parts.keptAs();
    const attempt = key === null ? null : keptBid(key);
    if (attempt !== null && this.stage === "ready") await this.carry(attempt, "unresolved");
  }

  dispose(): void {
    this.ended = true;
    clearTimeout(this.timer);
  }

  private async carry(attempt: Attempt, stage: "sending" | "unresolved"): Promise<void> {
    const key = this.parts.keptAs();
    this.attempt = attempt;
    this.enter(stage);
    this.timer = setTimeout(() => this.stage === "sending" && this.enter("slow"), SLOW_MS);
    if (key !== null) keepBid(key, attempt);
    const outcome = await this.outcomeOf(attempt, stage === "unresolved");
    clearTimeout(this.timer);
    if (outcome === null || this.ended) return;
    if (key !== null) forgetBid(key);
    this.attempt = null;
    this.stage = "settled";
    this.parts.decided(outcome, attempt);
    this.enter("settled");
    this.timer = setTimeout(() => this.enter("ready"), SETTLED_FOR_MS);
  }

  /** The outcome of an attempt; null if the page was left before it was known. */
  private async outcomeOf(attempt: Attempt, wasSent: boolean): Promise<Outcome | null> {
    let maybeSent = wasSent;
    const unsubscribe = this.parts.live.subscribe((live) => (maybeSent ||= live));
    let result = await this.parts.send(attempt);
    unsubscribe();
    if (result.outcome === "unknown" && !maybeSent) return { outcome: "unsent" };
    while (result.outcome === "unknown") {
      this.enter("unresolved");
      await this.liveAgain();
      if (this.ended) return null;
      result = await this.parts.send(attempt);
    }
    return result;
  }

  /** Wait for a moment, and for a connection. */
  private async liveAgain(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    let unsubscribe: Unsubscribe = () => {};
    await new Promise<void>((resolve) => {
      unsubscribe = this.parts.live.subscribe((live) => live && resolve());
    });
    unsubscribe();
  }

  private enter(stage: Stage): void {
    this.stage = stage;
    if (!this.ended) this.parts.changed();
  }
}
