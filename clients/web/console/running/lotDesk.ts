/**
 * The lot that is being run: as it is, as the clerk saw it, and the acts that are sent about it.
 *
 * An act names the event number of the lot that was on the screen. If another clerk or a bidder was faster, the server
 * refuses it as `conflict`, nothing happens, and the line under the price names the change.
 */

import type { Answer, Item, ItemView } from "auction-client";
import { formatMoney } from "../../ui/money";
import type { AnswerLine } from "../controls/answerLine";
import { texts } from "../texts";
import { changesBetween } from "./changes";

/** How long a conflict waits for the state that has caused it. */
const NEWER_WAIT_MS = 1_500;

export class LotDesk {
  private newest: ItemView | null = null;
  private seen: Item | null = null;
  private ownSeq = -1;
  private busy = false;
  private waiting: (() => void)[] = [];
  private say: () => void = nothing;

  constructor(
    readonly itemId: string,
    readonly answer: AnswerLine,
    private readonly changed: () => void,
  ) {}

  /** The lot as it is. */
  get view(): ItemView | null {
    return this.newest;
  }

  /** The lot as it is on the screen. */
  get shown(): Item | null {
    return this.seen;
  }

  get isBusy(): boolean {
    return this.busy;
  }

  receive(view: ItemView): void {
    this.newest = view;
    for (const go of this.waiting.splice(0)) go();
  }

  /** The lot has been drawn with the buttons of its acts, so the outcome of the last act may be shown. */
  drawn(item: Item): void {
    this.seen = item;
    this.say();
    this.say = nothing;
  }

  /** The event number of the lot as this clerk knows it: that of the drawn lot, or of their own act after it. */
  knownSeq(item: Item): number {
    return Math.max(item.seq, this.ownSeq);
  }

  money(amount: number): string {
    return formatMoney(amount, this.newest?.item.currency ?? "EUR");
  }

  /**
   * Send an act about the lot that was seen, and show its outcome; return the answer, or null if it was refused.
   *
   * One act is under way at a time; another one is dropped, and null is returned. The line is written when the lot is
   * drawn next, so that its reader finds the buttons of the next act enabled.
   */
  async send<T extends object>(
    request: (expectedSeq: number) => Promise<Answer<T>>,
    done: string | ((answer: T) => string),
    seen: Item | null = this.seen,
  ): Promise<T | null> {
    if (this.busy || seen === null) return null;
    this.busy = true;
    this.answer.wait(texts().common.sending);
    this.changed();
    const result = await request(this.knownSeq(seen));
    this.busy = false;
    if (result.ok) {
      if ("seq" in result && typeof result.seq === "number") this.ownSeq = Math.max(this.ownSeq, result.seq);
      const words = typeof done === "string" ? done : done(result);
      this.say = () => this.answer.good(words);
      this.changed();
      return result;
    }
    const { error } = result;
    if (error.code === "conflict" && error.seq !== undefined) await this.showConflict(seen, error.seq);
    else this.say = () => this.answer.refused(error, seen.currency);
    this.changed();
    return null;
  }

  private async showConflict(seen: Item, seq: number): Promise<void> {
    const until = performance.now() + NEWER_WAIT_MS;
    while ((this.newest?.item.seq ?? seq) < seq && performance.now() < until) await this.newer();
    const changes = this.newest === null ? [] : changesBetween(seen, this.newest.item);
    this.say = () => this.answer.bad(`${texts().running.conflict.title} ${changes.join(", ")}.`);
  }

  private newer(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      setTimeout(resolve, 100);
    });
  }
}

function nothing(): void {}
