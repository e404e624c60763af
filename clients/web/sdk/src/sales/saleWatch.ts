/**
 * One watched sale: feeds the view, waits for missing messages, and asks again for those that stay missing.
 *
 * It lives from `AuctionClient.watchSale` until its unsubscription. At most one reading of the sale is under way and
 * at most one timer is set. An answer is dropped when a newer reading has begun since.
 */

import { Pauses, RETRIED_CODES, WATCH_BACKOFF } from "../backoff.js";
import { GAP_WAIT_MS } from "../itemWatch.js";
import { HELD_MAX } from "../itemView.js";
import type { Answer, Refusal, SaleAnswer, SaleMessage } from "../messages/index.js";
import { foldFirstPage, foldPage, foldSaleMessage, saleHasGap, type SaleView } from "./saleView.js";

/** A client's knowledge of a sale, and the item after which a page begins. */
export interface SalePosition {
  readonly feed?: string;
  readonly number?: number;
  readonly as_of?: number;
  readonly after?: string;
}

export type AskSale = (position: SalePosition) => Promise<Answer<SaleAnswer>>;

export class SaleWatch {
  private view: SaleView | null = null;
  private held: SaleMessage[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private reading = 0;
  private isReading = false;
  private isWhole = false;
  private isJoined = false;
  private wasJoined = false;
  private readonly pauses = new Pauses(WATCH_BACKOFF);

  constructor(
    private readonly ask: AskSale,
    private readonly changed: (view: SaleView) => void,
    private readonly refused: (refusal: Refusal) => void,
  ) {}

  /** Read the sale from where the view ends: at first, and on every connection that was not recovered. */
  async resync(): Promise<void> {
    this.clearTimer();
    const reading = ++this.reading;
    this.isReading = true;
    const position = this.position();
    let after: string | null = null;
    do {
      const answer: Answer<SaleAnswer> = await this.ask(after === null ? position : { ...position, after });
      if (reading !== this.reading) return;
      if (!answer.ok) return this.retry(answer.error);
      this.view = this.taken(answer, after === null);
      after = answer.next_after;
      // The first page moves the view's position, and the others show what has changed before it.
      this.isWhole = after === null;
    } while (after !== null);
    this.isReading = false;
    this.isJoined = true;
    this.pauses.reset();
    this.show(this.view);
  }

  /** The connection was recovered: the server sends what was missed, if it had this watch before. */
  resume(): void {
    if (!this.wasJoined || !this.isWhole) return void this.resync();
    this.isJoined = true;
    this.watchGap();
  }

  receive(message: SaleMessage): void {
    // It may be newer than the answer that is still on its way.
    if (this.view === null) this.held = [...this.held, message].slice(-HELD_MAX);
    else this.show(foldSaleMessage(this.view, message));
  }

  /** The connection is lost, or the watch is over: the reading and the timer are dropped. */
  suspend(): void {
    this.clearTimer();
    this.reading++;
    this.isReading = false;
    this.wasJoined = this.isJoined;
    this.isJoined = false;
  }

  private position(): SalePosition {
    if (this.view === null || !this.isWhole) return {};
    return { feed: this.view.feed, number: this.view.number, as_of: this.view.asOf };
  }

  private taken(answer: SaleAnswer, isFirst: boolean): SaleView {
    if (!isFirst && this.view !== null) return foldPage(this.view, answer);
    const held = this.held;
    this.held = [];
    return held.reduce(foldSaleMessage, foldFirstPage(this.view, answer));
  }

  private retry(refusal: Refusal): void {
    this.isReading = false;
    if (!RETRIED_CODES.has(refusal.code)) return this.refused(refusal);
    this.resyncIn(this.pauses.nextMs(refusal));
  }

  private show(view: SaleView): void {
    this.view = view;
    this.watchGap();
    if (this.isWhole) this.changed(view);
  }

  private watchGap(): void {
    const gap = this.view !== null && saleHasGap(this.view);
    if (gap && !this.isReading && this.timer === undefined) this.resyncIn(GAP_WAIT_MS * (1 + Math.random()));
    if (!gap && this.isJoined) this.clearTimer();
  }

  private resyncIn(ms: number): void {
    this.clearTimer();
    this.timer = setTimeout(() => void this.resync(), ms);
  }

  private clearTimer(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
