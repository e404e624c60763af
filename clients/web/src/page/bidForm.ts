/**
 * The form to bid with, and the answer, said definitely.
 *
 * An empty field stands for the minimum, which it shows as its placeholder: what is in the field is
 * the bidder's own and never written by a price that moves. A tap bids the amount that was shown
 * when the finger came down, so a price that moves under the finger can't raise a bid; and the
 * buttons rest for a moment after an answer, so a double tap is one bid.
 */

import type { AuctionClient, BidResult, Item } from "../sdk";
import { button, h, setText } from "./dom";
import { formatMoney, parseAmount, type ParsedAmount, plainAmount, quickAmounts } from "./money";
import { refusalText } from "./refusals";
import { hasEnded, isLive } from "./statuses";

const REST_MS = 600;

type State = "ready" | "sending" | "resting";
type Mood = "good" | "bad" | "open" | "";

export class BidForm {
  readonly element: HTMLFormElement;
  private readonly parts = formParts();
  private readonly aimed: () => number | undefined;
  private readonly quick: readonly QuickButton[];
  private item: Item | null = null;
  private state: State = "ready";
  private ledAt: number | null = null;
  private undecided: { amount: number; bidId: string } | null = null;

  constructor(
    private readonly client: AuctionClient,
    private readonly itemId: string,
  ) {
    const { fields, input, submit, quick, answer, askAgain } = this.parts;
    this.element = h("form", { class: "bid-form", novalidate: true, "data-test": "bid-form" });
    this.element.append(fields, answer, askAgain);
    this.quick = [0, 1, 2].map(() => new QuickButton((amount) => void this.place(amount)));
    quick.append(...this.quick.map((each) => each.element));
    this.aimed = aimedAt(submit, () => this.amountWanted());
    input.addEventListener("input", () => this.draw());
    askAgain.addEventListener("click", () => this.askAgain());
    this.element.addEventListener("submit", (event) => this.submit(event));
  }

  update(item: Item, me: string | undefined): void {
    this.item = item;
    const outbid = this.ledAt !== null && item.seq > this.ledAt && item.leader !== me;
    if (outbid || (this.ledAt !== null && hasEnded(item.status))) {
      // "You lead" is true no more; the notice of being outbid or the outcome says the rest.
      this.ledAt = null;
      this.say("", "");
    }
    this.draw();
  }

  private draw(): void {
    const { item, parts } = this;
    if (item === null) return;
    const { currency, minimum } = item;
    parts.input.placeholder = plainAmount(minimum, currency);
    setText(parts.minimum, `Minimum ${formatMoney(minimum, currency)}`);
    setText(parts.submit, this.submitText(currency));
    parts.submit.disabled = this.state !== "ready" || !isLive(item.status);
    // What was answered stays to be read after the end.
    parts.fields.hidden = hasEnded(item.status);
    parts.askAgain.hidden = this.undecided === null || this.state === "sending";
    quickAmounts(item).forEach((amount, index) => {
      this.quick[index]?.update(amount, currency, parts.submit.disabled);
    });
  }

  private submitText(currency: string): string {
    if (this.state === "sending") return "Sending …";
    const amount = this.amountWanted();
    return amount === undefined ? "Bid" : `Bid ${formatMoney(amount, currency)}`;
  }

  private amountWanted(): number | undefined {
    if (this.item === null) return undefined;
    const parsed = this.parse(this.item);
    return "amount" in parsed ? parsed.amount : undefined;
  }

  private parse({ minimum, currency }: Item): ParsedAmount {
    const typed = this.parts.input.value;
    return typed.trim() === "" ? { amount: minimum } : parseAmount(typed, currency);
  }

  private submit(event: SubmitEvent): void {
    event.preventDefault();
    if (this.item === null) return;
    const aimed = this.aimed();
    if (aimed !== undefined) return void this.place(aimed);
    const parsed = this.parse(this.item);
    if ("amount" in parsed) void this.place(parsed.amount);
    else this.say(parsed.problem, "bad");
  }

  private askAgain(): void {
    if (this.undecided !== null) void this.place(this.undecided.amount, this.undecided.bidId);
  }

  private async place(amount: number, bidId?: string): Promise<void> {
    if (this.item === null || this.state !== "ready") return;
    const { currency } = this.item;
    this.say("", "");
    this.enter("sending");
    const result = await this.client.bid(this.itemId, amount, bidId);
    if (result.outcome === "accepted") this.parts.input.value = "";
    this.ledAt = result.outcome === "accepted" ? result.answer.seq : null;
    this.undecided = result.outcome === "undecided" ? { amount, bidId: result.bidId } : null;
    this.say(resultText(result, amount, currency), moodOf(result));
    this.enter("resting");
    setTimeout(() => this.enter("ready"), REST_MS);
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

  update(amount: number, currency: string, disabled: boolean): void {
    this.amount = amount;
    this.element.disabled = disabled;
    setText(this.element, formatMoney(amount, currency));
  }
}

/** The amount that stood on a button when the pointer came down on it; taken once, by the click that follows. */
function aimedAt(element: HTMLElement, amountNow: () => number | undefined): () => number | undefined {
  let aimed: number | undefined;
  const forget = () => (aimed = undefined);
  element.addEventListener("pointerdown", () => (aimed = amountNow()));
  // A click by keyboard had no pointer: it means what the button shows now.
  element.addEventListener("click", (event) => event.detail === 0 && forget(), { capture: true });
  return () => {
    const taken = aimed;
    forget();
    return taken;
  };
}

function formParts() {
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
  const quick = h("div", { class: "quick", role: "group", "aria-label": "Bid at one tap" });
  const answer = h("p", { id: "answer", class: "answer", role: "status", "data-test": "answer" });
  const askAgain = h("button", { type: "button", class: "outline", hidden: true, "data-test": "ask-again" });
  askAgain.append("Ask what became of it");
  const label = h("label", { for: "amount" }, "Your bid");
  const fields = h("div", {}, h("div", { class: "label-line" }, label, minimum));
  fields.append(h("div", { class: "amount-line" }, input, submit), quick);
  return { fields, input, submit, minimum, quick, answer, askAgain };
}

function resultText(result: BidResult, amount: number, currency: string): string {
  const money = formatMoney(amount, currency);
  switch (result.outcome) {
    case "accepted":
      return result.answer.leading ? `Accepted: you lead at ${money}.` : `Accepted at ${money}.`;
    case "refused":
      return refusalText(result.refusal, currency);
    case "undecided":
      return `No answer yet: your bid of ${money} may or may not count.`;
  }
}

function moodOf(result: BidResult): Mood {
  if (result.outcome === "accepted") return "good";
  return result.outcome === "refused" ? "bad" : "open";
}
