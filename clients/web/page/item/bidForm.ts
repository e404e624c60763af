/**
 * The bid form and the answer to a bid.
 *
 * An empty field means the minimum, which is its placeholder: only the bidder writes into the field, never a price
 * that moves. A tap bids the amount that was shown when the finger came down, so a moving price can't raise a bid.
 * The buttons are disabled for a moment after an answer, so a double tap is one bid. Text that is typed before the
 * answer belongs to the next bid.
 */

import { isOwn, type AuctionClient, type BidAnswer, type BidTerms, type Identity, type Item } from "auction-client";
import type { ItemView, Yours } from "auction-client";
import { termsFields } from "./bidTerms";
import { moodOf, resultText, yoursText, type Mood } from "./bidTexts";
import { button, h, setText } from "../../ui/dom";
import { traitsOf, wordsOf } from "../../ui/formats";
import { formatMoney, parseAmount, type ParsedAmount, plainAmount } from "../../ui/money";
import { isAfter, type Position } from "./positions";
import { hasEnded, takesBids } from "../../ui/statuses";
import { texts } from "../../ui/texts";
import type { OwnBid } from "./takingBack";

/** How long the buttons stay disabled after an answer. */
const DISABLED_AFTER_ANSWER_MS = 600;

type State = "ready" | "sending" | "answered";

export class BidForm {
  readonly element: HTMLFormElement;
  private readonly parts = formParts();
  private readonly aimed: () => number | undefined;
  private readonly quick: readonly QuickButton[];
  private item: Item | null = null;
  private state: State = "ready";
  private leads = false;
  private ledAt: Position | null = null;
  private unknown: { amount: number; bidId: string; terms: BidTerms } | null = null;
  private yours: Yours | null = null;
  private received: Yours | null = null;

  constructor(
    private readonly client: AuctionClient,
    private readonly itemId: string,
    private readonly placed: (bid: OwnBid) => void,
  ) {
    const { fields, input, submit, quick, buyNow, answer, askAgain } = this.parts;
    this.element = h("form", { class: "bid-form", novalidate: true, "data-test": "bid-form" });
    this.element.append(fields, answer, askAgain);
    this.quick = [0, 1, 2].map(() => new QuickButton((amount) => void this.place(amount, {})));
    quick.append(...this.quick.map((each) => each.element));
    this.aimed = aimedAt(submit, () => this.amountWanted());
    input.addEventListener("input", () => this.draw());
    buyNow.addEventListener("click", () => this.item?.buy_now && void this.place(this.item.buy_now, {}));
    askAgain.addEventListener("click", () => this.askAgain());
    this.element.addEventListener("submit", (event) => this.submit(event));
  }

  update({ item, yours }: ItemView, me: Identity | null): void {
    this.item = item;
    this.leads = isOwn(item.leader, me);
    if (yours !== this.received) this.yours = this.received = yours;
    if (traitsOf(item).maximum && !isOwn(item.leader, me)) this.yours = null;
    const outbid = this.ledAt !== null && isAfter(item, this.ledAt) && !isOwn(item.leader, me);
    if (outbid || (this.ledAt !== null && hasEnded(item.status))) {
      // "You lead" is no longer true; the outbid notice or the outcome replaces it.
      this.ledAt = null;
      this.say("", "");
    }
    this.draw();
  }

  /** A bid of the reader was taken back or lost: the texts about it and about a maximum are outdated. */
  clearAnswer(): void {
    this.yours = this.ledAt = null;
    this.say("", "");
    this.draw();
  }

  private draw(): void {
    const { item, parts } = this;
    if (item === null) return;
    const words = texts().bidding.form;
    const { currency, minimum } = item;
    parts.input.placeholder = plainAmount(minimum, currency);
    const traits = traitsOf(item);
    setText(parts.label, wordsOf(item).label);
    setText(parts.minimum, traits.amount ? words.minimum(formatMoney(minimum, currency)) : "");
    parts.input.hidden = !traits.amount;
    // A leader's bid without a maximum would raise the price against themselves.
    parts.quick.hidden = !traits.maximum || (this.leads && item.reserve_met);
    parts.terms.update(item);
    setText(parts.yours, this.yours === null ? "" : yoursText(item, this.yours));
    setText(parts.submit, this.submitText(item));
    parts.submit.disabled = this.state !== "ready" || !takesBids(item.status);
    parts.buyNow.hidden = item.buy_now === null;
    parts.buyNow.disabled = parts.submit.disabled;
    if (item.buy_now !== null) setText(parts.buyNow, words.buyNow(formatMoney(item.buy_now, currency)));
    // The answer stays readable after the end.
    parts.fields.hidden = hasEnded(item.status);
    parts.askAgain.hidden = this.unknown === null || this.state === "sending";
    this.quick.forEach((each, index) => each.update(item.suggestions?.[index], currency, parts.submit.disabled));
  }

  private submitText(item: Item): string {
    if (this.state === "sending") return texts().bidding.form.sending;
    const { act } = wordsOf(item);
    const amount = this.amountWanted();
    return amount === undefined ? act() : act(formatMoney(amount, item.currency));
  }

  private amountWanted(): number | undefined {
    if (this.item === null) return undefined;
    const parsed = this.parse(this.item);
    return "amount" in parsed ? parsed.amount : undefined;
  }

  private parse(item: Item): ParsedAmount {
    const { minimum, currency } = item;
    const typed = traitsOf(item).amount ? this.parts.input.value : "";
    return typed.trim() === "" ? { amount: minimum } : parseAmount(typed, currency);
  }

  private submit(event: SubmitEvent): void {
    event.preventDefault();
    if (this.item === null) return;
    const aimed = this.aimed();
    const parsed = aimed === undefined ? this.parse(this.item) : { amount: aimed };
    if ("problem" in parsed) return this.say(parsed.problem, "bad");
    const read = this.parts.terms.read(this.item, parsed.amount);
    if ("problem" in read) return this.say(read.problem, "bad");
    void this.place(parsed.amount, read.terms);
  }

  private askAgain(): void {
    const { unknown } = this;
    if (unknown !== null) void this.place(unknown.amount, unknown.terms, unknown.bidId);
  }

  private async place(amount: number, terms: BidTerms, bidId?: string): Promise<void> {
    const { item } = this;
    if (item === null || this.state !== "ready") return;
    this.say("", "");
    this.enter("sending");
    const typed = this.typed();
    const result = await this.client.bid(this.itemId, amount, bidId, terms);
    if (result.outcome === "accepted") {
      if (this.typed() === typed) this.clear();
      this.accepted(item, result.answer, amount, terms);
    }
    const leads = result.outcome === "accepted" && traitsOf(item).maximum;
    this.ledAt = leads ? { epoch: this.item?.epoch, seq: result.answer.seq } : null;
    this.unknown = result.outcome === "unknown" ? { amount, bidId: result.bidId, terms } : null;
    this.say(resultText(result, item, amount, terms), moodOf(result));
    this.enter("answered");
    setTimeout(() => this.enter("ready"), DISABLED_AFTER_ANSWER_MS);
  }

  private accepted(item: Item, { bid_id, seq, leading }: BidAnswer, amount: number, terms: BidTerms): void {
    const most = Math.max(terms.maxAmount ?? amount, leading && this.yours ? this.yours.max_amount : 0);
    const { maximum, secret } = traitsOf(item);
    if (secret || (maximum && leading)) {
      this.yours = { max_amount: secret ? amount : most, quantity: terms.quantity ?? 1 };
    }
    this.placed({ bidId: bid_id, seq, at: this.client.serverNow(), amount: null });
  }

  private typed(): string {
    return JSON.stringify([...new FormData(this.element)]);
  }

  private clear(): void {
    this.parts.input.value = "";
    this.parts.terms.clear();
  }

  private enter(state: State): void {
    this.state = state;
    this.draw();
  }

  private say(text: string, mood: Mood): void {
    this.parts.answer.dataset.mood = mood;
    setText(this.parts.answer, text);
  }
}

/** A button that bids the amount it shows. */
class QuickButton {
  readonly element: HTMLButtonElement;
  private amount = 0;

  constructor(place: (amount: number) => void) {
    this.element = button("", { class: "outline", "data-test": "quick" }, () => place(aimed() ?? this.amount));
    const aimed = aimedAt(this.element, () => this.amount);
  }

  update(amount: number | undefined, currency: string, disabled: boolean): void {
    this.element.hidden = amount === undefined;
    if (amount === undefined) return;
    this.amount = amount;
    this.element.disabled = disabled;
    setText(this.element, formatMoney(amount, currency));
  }
}

/** Remember the amount on a button when the pointer comes down, for the click that follows. */
function aimedAt(element: HTMLElement, amountNow: () => number | undefined): () => number | undefined {
  let aimed: number | undefined;
  const forget = () => (aimed = undefined);
  element.addEventListener("pointerdown", () => (aimed = amountNow()));
  // A click by keyboard has no pointer: it bids the amount that the button shows now.
  element.addEventListener("click", (event) => event.detail === 0 && forget(), { capture: true });
  return () => {
    const taken = aimed;
    forget();
    return taken;
  };
}

function formParts() {
  const words = texts().bidding.form;
  const input = h("input", {
    id: "amount",
    name: "amount",
    inputmode: "decimal",
    autocomplete: "off",
    "aria-describedby": "minimum answer",
    "data-test": "amount",
  });
  const submit = h("button", { type: "submit", class: "primary", "data-test": "place-bid" });
  const minimum = h("p", { id: "minimum", class: "quiet", "data-test": "minimum" });
  const quick = h("div", { class: "quick", role: "group", "aria-label": words.oneTap });
  const answer = h("p", { id: "answer", class: "answer", role: "status", "data-test": "answer" });
  const askAgain = h("button", { type: "button", class: "outline", hidden: true, "data-test": "ask-again" });
  askAgain.append(words.checkOutcome);
  const label = h("label", { for: "amount" });
  const terms = termsFields();
  const yours = h("p", { class: "quiet", "data-test": "yours" });
  const buyNow = h("button", { type: "button", class: "outline", hidden: true, "data-test": "buy-now" });
  const fields = h("div", {}, h("div", { class: "label-line" }, label, minimum));
  fields.append(terms.element, h("div", { class: "amount-line" }, input, submit), quick, buyNow, yours);
  return { fields, label, terms, input, submit, minimum, quick, buyNow, yours, answer, askAgain };
}
