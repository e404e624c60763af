/**
 * The bid form: the fields, the button, which names its effect, and the answer.
 *
 * An empty field means the minimum, which is its placeholder: only the bidder writes into the field, never a price
 * that moves. A tap places the bid that was shown when the finger came down, so a moving price can't raise it.
 * Text that is typed before the answer belongs to the next bid.
 */

import { isOwn, type AuctionClient, type BidAnswer, type Identity, type ItemView, type Yours } from "auction-client";
import { h, setText } from "../../../ui/dom";
import { traitsOf } from "../../../ui/formats";
import { hasEnded } from "../../../ui/statuses";
import { isAfter, type Position } from "../positions";
import type { OwnBid } from "../takingBack/takingBack";
import { moodOf, outbidText, outcomeText, progressText, type Mood } from "./answers";
import { Asking } from "./asking";
import { aimedAt, isDisabled, onPress, quickButton } from "./buttons";
import { isLeftMaximum, termsTraits } from "./early";
import { drawForm, formParts } from "./formParts";
import { formState, type FormState } from "./formState";
import type { Entry, Intent } from "./intent";
import { Placing, type Attempt, type Live, type Outcome } from "./placing";
import { implausibleQuestion, questionOf } from "./question";

/** The number of buttons that bid more than the minimum with one tap. */
const QUICK_COUNT = 2;

export interface BidFormContext {
  readonly client: AuctionClient;
  readonly itemId: string;
  readonly live: Live;
  /** A bid of the reader was accepted. */
  placed(bid: OwnBid): void;
}

export class BidForm {
  readonly element: HTMLFormElement;
  /** The part that is a bar at the bottom of a small screen. */
  readonly dock: HTMLElement;
  private readonly parts = formParts();
  private readonly quick = Array.from({ length: QUICK_COUNT }, () => quickButton((amount) => this.bid(amount)));
  private readonly asking = new Asking(this.parts, (intent) => this.send(intent, true), () => this.draw());
  private readonly placing: Placing;
  private readonly aimed = aimedAt(this.parts.submit, () => this.state?.wanted);
  private readonly unsubscribe: () => void;
  private state: FormState | null = null;
  private latest: { readonly view: ItemView; readonly me: Identity | null; readonly wasOutbid: boolean } | null = null;
  private yours: Yours | null = null;
  private received: Yours | null = null;
  /** The texts that were typed when the bid was sent. */
  private sent = "";
  /** The position of the bid whose answer is shown. A later event makes the answer outdated. */
  private answeredAt: Position | null = null;

  constructor(private readonly context: BidFormContext) {
    const { fields, dock, quick, buyNow } = this.parts;
    this.element = h("form", { class: "bid-form", novalidate: true, "data-test": "bid-form" });
    this.dock = dock;
    this.element.append(fields, dock, buyNow);
    quick.append(...this.quick.map((each) => each.element));
    this.placing = new Placing({
      live: context.live,
      send: ({ amount, bidId, terms }) => context.client.bid(context.itemId, amount, bidId, terms),
      keptAs: () => (this.latest?.me ? `${context.itemId} ${this.latest.me.user_id}` : null),
      decided: (outcome, attempt) => this.decided(outcome, attempt),
      changed: () => this.draw(),
    });
    onPress(buyNow, () => this.state?.buyNow && this.propose(this.state.buyNow));
    this.element.addEventListener("input", () => this.draw());
    this.element.addEventListener("submit", (event) => this.submit(event));
    // A key that is held down repeats itself; only its first press bids.
    this.element.addEventListener("keydown", (event) => event.key === "Enter" && event.repeat && event.preventDefault());
    this.unsubscribe = context.live.subscribe(() => this.draw());
  }

  update(view: ItemView, me: Identity | null, wasOutbid: boolean): void {
    const isOther = me?.user_id !== this.latest?.me?.user_id;
    const { item } = view;
    const wasLeftMaximum = this.latest !== null && isLeftMaximum(this.latest.view.item);
    this.latest = { view, me, wasOutbid };
    if (isOther || this.isAnswerOutdated(view, me)) this.clearAnswer();
    if (isOther || view.yours !== this.received) this.yours = this.received = view.yours;
    // The answer to a bid may come before the message that shows its lead.
    const isAnswerNewer = this.answeredAt !== null && isAfter(this.answeredAt, item);
    if (termsTraits(item).maximum && !isOwn(item.leader, me) && !isAnswerNewer) this.yours = null;
    // A maximum that was typed before the opening is no visible amount after it.
    if (wasLeftMaximum && !isLeftMaximum(item)) this.clear();
    if (hasEnded(item.status)) this.asking.end();
    this.draw();
    if (isOther && me !== null) void this.placing.resume();
  }

  /** A bid of the reader was taken back or lost: the words about it and about a maximum are outdated. */
  clearAnswer(): void {
    this.yours = this.answeredAt = null;
    this.say("", "");
    this.draw();
  }

  dispose(): void {
    this.placing.dispose();
    this.unsubscribe();
  }

  private draw(): void {
    if (this.latest === null) return;
    const { view, me, wasOutbid } = this.latest;
    const { stage, attempt } = this.placing;
    const own = { ...view, yours: this.yours };
    const state = formState({ view: own, me, entry: this.entry(), stage, live: this.context.live.value });
    this.state = state;
    drawForm(this.parts, state);
    this.quick.forEach((each, index) => each.update(state.quick[index], state.item.currency, state.isOff));
    this.asking.allow(!state.isOff);
    const progress = progressText(stage, state.item, attempt);
    if (progress !== "") this.say(progress, "open");
    setText(this.parts.outbid, wasOutbid ? outbidText(state.item) : "");
    // The question, the answer and the notice share one place, in this order.
    const { answer, outbid } = this.parts;
    answer.classList.toggle("away", this.asking.isOpen);
    outbid.classList.toggle("away", this.asking.isOpen || answer.textContent !== "");
  }

  private entry(): Entry {
    const { amount, maximum, units } = this.parts;
    return { amount: amount.input.value, maximum: maximum.input.value, units: units.input.value };
  }

  private submit(event: SubmitEvent): void {
    event.preventDefault();
    const wanted = this.aimed() ?? this.state?.wanted ?? null;
    if (wanted === null || isDisabled(this.parts.submit)) return;
    if ("problem" in wanted) return this.say(wanted.problem, "bad");
    this.propose(wanted);
  }

  private bid(amount: number): void {
    this.propose({ act: "bid", amount, terms: {} });
  }

  /** Send a bid, or ask about it first. */
  private propose(intent: Intent): void {
    const { item } = this.state ?? {};
    if (item === undefined) return;
    const question = questionOf(item, intent);
    if (question !== null) return this.asking.ask(item, intent, question);
    this.send(intent, false);
  }

  private send(intent: Intent, confirmed: boolean): void {
    this.answeredAt = null;
    this.say("", "");
    this.sent = this.typed();
    void this.placing.place(confirmed ? { ...intent, terms: { ...intent.terms, confirmed } } : intent);
  }

  private decided(outcome: Outcome, attempt: Attempt): void {
    const { item } = this.state ?? {};
    if (item === undefined) return;
    if (outcome.outcome === "refused" && outcome.refusal.code === "implausible") {
      this.say("", "");
      return this.asking.ask(item, attempt, implausibleQuestion(item, attempt, outcome.refusal));
    }
    this.say(outcomeText(outcome, item, attempt), moodOf(outcome));
    if (outcome.outcome !== "accepted") return;
    const { bid_id, seq } = outcome.answer;
    if (this.typed() === this.sent) this.clear();
    this.keepOwn(attempt, outcome.answer);
    this.answeredAt = { epoch: this.latest?.view.epoch, seq };
    this.context.placed({ bidId: bid_id, seq, at: this.context.client.serverNow(), amount: null });
  }

  /** Remember an own maximum or offer, which no message brings. */
  private keepOwn({ amount, terms }: Attempt, { bid_id, leading }: BidAnswer): void {
    const quantity = terms.quantity ?? 1;
    if (this.state?.isEarly) {
      this.yours = { max_amount: terms.maxAmount ?? amount, quantity, bid_id };
      return;
    }
    const traits = this.state && traitsOf(this.state.item);
    const most = Math.max(terms.maxAmount ?? amount, leading && this.yours ? this.yours.max_amount : 0);
    if (!traits?.secret && !(traits?.maximum && leading)) return;
    this.yours = { max_amount: traits.secret ? amount : most, quantity };
  }

  /** Whether the words about an accepted bid are no longer true. */
  private isAnswerOutdated({ item }: ItemView, me: Identity | null): boolean {
    if (this.answeredAt === null) return false;
    if (hasEnded(item.status)) return true;
    return traitsOf(item).maximum && isAfter(item, this.answeredAt) && !isOwn(item.leader, me);
  }

  private typed(): string {
    return JSON.stringify(this.entry());
  }

  private clear(): void {
    for (const { input } of [this.parts.amount, this.parts.maximum, this.parts.units]) input.value = "";
  }

  private say(text: string, mood: Mood): void {
    this.parts.answer.dataset.mood = mood;
    setText(this.parts.answer, text);
  }
}
