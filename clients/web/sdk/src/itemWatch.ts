/**
 * One watched item: feeds the view, waits for missing broadcasts, and asks again for those that stay missing.
 *
 * It lives from `AuctionClient.watch` until its unsubscription. At most one request is pending and at most one
 * timer is set. An answer is dropped when a newer request has been sent since.
 */

import { Pauses, RETRIED_CODES, WATCH_BACKOFF } from "./backoff.js";
import { EMPTY_VIEW, foldItem, foldNewBid, foldWatchAnswer, hasGap, type ItemView, type PartialView } from "./itemView.js";
import type { Answer, Item, NewBid, Refusal, WatchAnswer } from "./messages/index.js";

/** How long a missing broadcast is waited for; up to twice that, so that a crowd does not ask at once. */
export const GAP_WAIT_MS = 250;

/** How long the answer to `watch` is waited for. */
export const WATCH_ANSWER_TIMEOUT_MS = 5_000;

export type AskWatch = (since: number | undefined, epoch: number | undefined) => Promise<Answer<WatchAnswer>>;

export class ItemWatch {
  private view: PartialView = EMPTY_VIEW;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private request = 0;
  private isPending = false;
  private isJoined = false;
  private wasJoined = false;
  private readonly pauses = new Pauses(WATCH_BACKOFF);

  constructor(
    private readonly askWatch: AskWatch,
    private readonly changed: (view: ItemView) => void,
    private readonly refused: (refusal: Refusal) => void,
  ) {}

  /** Send `watch` from where the view ends: at first, and on every connection that was not recovered. */
  async resync(): Promise<void> {
    this.clearTimer();
    const request = ++this.request;
    const since = this.view.throughSeq < 0 ? undefined : this.view.throughSeq;
    this.isPending = true;
    const answer = await this.askWatch(since, this.view.epoch);
    if (request !== this.request) return;
    this.isPending = false;
    if (!answer.ok) return this.retry(answer.error);
    this.isJoined = true;
    this.pauses.reset();
    this.show(foldWatchAnswer(this.view, answer, since));
  }

  /** The connection was recovered: the server sends the missed events, if it had this watch before. */
  resume(): void {
    if (!this.wasJoined) return void this.resync();
    this.isJoined = true;
    this.watchGap(hasGap(this.view));
  }

  receiveNewBid(message: NewBid): void {
    this.show(foldNewBid(this.view, message));
  }

  receiveItem(item: Item): void {
    this.show(foldItem(this.view, item));
  }

  /** The connection is lost, or the watch is over: the pending request and the timer are dropped. */
  suspend(): void {
    this.clearTimer();
    this.request++;
    this.isPending = false;
    this.wasJoined = this.isJoined;
    this.isJoined = false;
  }

  private retry(refusal: Refusal): void {
    if (!RETRIED_CODES.has(refusal.code)) return this.refused(refusal);
    this.resyncIn(this.pauses.nextMs(refusal));
  }

  private show(view: PartialView): void {
    const isNew = view !== this.view;
    this.view = view;
    this.watchGap(hasGap(view));
    if (isNew && isLoaded(view)) this.changed(view);
  }

  private watchGap(gap: boolean): void {
    if (gap && !this.isPending && this.timer === undefined) this.resyncIn(GAP_WAIT_MS * (1 + Math.random()));
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

function isLoaded(view: PartialView): view is ItemView {
  return view.item !== null;
}
