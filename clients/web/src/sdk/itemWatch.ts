/**
 * One watched item: feeds the view, waits for missing broadcasts, asks again for what stays missing.
 *
 * Lives from `AuctionClient.watch` until its unsubscription. At most one question is under way and
 * at most one timer is set; an answer that a newer question has overtaken is dropped.
 */

import { EMPTY_VIEW, foldItem, foldNewBid, foldWatchAnswer, hasGap, type ItemView, type KnownView } from "./itemView";
import { UNANSWERED, type Answer, type Item, type NewBid, type Refusal, type WatchAnswer } from "./messages";

/** How long a missing broadcast is waited for; up to twice that, so that a crowd doesn't ask at once. */
const GAP_WAIT_MS = 250;

/** The first wait after a question without a definite answer; doubles up to the second figure. */
const RETRY_MS = 500;
const RETRY_MAX_MS = 8_000;

const ASK_AGAIN = new Set(["busy", "unavailable", "unknown", "rate_limited", "internal", UNANSWERED]);

export type AskWatch = (since: number | undefined) => Promise<Answer<WatchAnswer>>;

export class ItemWatch {
  private view = EMPTY_VIEW;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private question = 0;
  private asking = false;
  private joined = false;
  private wasJoined = false;
  private failures = 0;

  constructor(
    private readonly askWatch: AskWatch,
    private readonly changed: (view: KnownView) => void,
    private readonly refused: (refusal: Refusal) => void,
  ) {}

  /** Ask `watch`, with what is known: at the start, and on every connection that was not recovered. */
  async ask(): Promise<void> {
    this.clearTimer();
    const question = ++this.question;
    const since = this.view.throughSeq < 0 ? undefined : this.view.throughSeq;
    this.asking = true;
    const answer = await this.askWatch(since);
    if (question !== this.question) return;
    this.asking = false;
    if (!answer.ok) return this.askedInVain(answer.error);
    this.joined = true;
    this.failures = 0;
    this.show(foldWatchAnswer(this.view, answer, since));
  }

  /** The connection was recovered: the server sends what was missed, if it knew of this watch. */
  goOn(): void {
    if (!this.wasJoined) return void this.ask();
    this.joined = true;
    this.mindGap(hasGap(this.view));
  }

  receiveNewBid(message: NewBid): void {
    this.show(foldNewBid(this.view, message));
  }

  receiveItem(item: Item): void {
    this.show(foldItem(this.view, item));
  }

  /** The connection is lost, or the watch is over: whatever is under way has no meaning any more. */
  suspend(): void {
    this.clearTimer();
    this.question++;
    this.asking = false;
    this.wasJoined = this.joined;
    this.joined = false;
  }

  private askedInVain(refusal: Refusal): void {
    if (!ASK_AGAIN.has(refusal.code)) return this.refused(refusal);
    const wait = Math.min(RETRY_MS * 2 ** this.failures++, RETRY_MAX_MS);
    this.askIn((refusal.retry_after_ms ?? 0) + wait);
  }

  private show(view: ItemView): void {
    const isNew = view !== this.view;
    this.view = view;
    this.mindGap(hasGap(view));
    if (isNew && isKnown(view)) this.changed(view);
  }

  private mindGap(gap: boolean): void {
    if (gap && !this.asking && this.timer === undefined) this.askIn(GAP_WAIT_MS);
    if (!gap && this.joined) this.clearTimer();
  }

  private askIn(ms: number): void {
    this.clearTimer();
    this.timer = setTimeout(() => void this.ask(), ms * (1 + Math.random()));
  }

  private clearTimer(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}

function isKnown(view: ItemView): view is KnownView {
  return view.item !== null;
}
