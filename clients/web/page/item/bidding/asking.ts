/** The question before a bid that may be a mistake. Its two buttons stand in the place of the one that asked. */

import type { Item } from "auction-client";
import { setText } from "../../../ui/dom";
import { isDisabled, setDisabled } from "./buttons";
import type { FormParts } from "./formParts";
import { buttonText, type Intent } from "./intent";

/** A press right after the question appears was meant for the button that it replaced. */
const READ_FOR_MS = 500;

export class Asking {
  private asked: { readonly intent: Intent; readonly at: number } | null = null;

  constructor(
    private readonly parts: Pick<FormParts, "act" | "submit" | "question" | "yes" | "no">,
    private readonly confirmed: (intent: Intent) => void,
    private readonly changed: () => void,
  ) {
    parts.yes.addEventListener("click", () => this.answer(true));
    parts.no.addEventListener("click", () => this.answer(false));
    parts.act.addEventListener("keydown", (event) => event.key === "Escape" && this.end());
  }

  get isOpen(): boolean {
    return this.asked !== null;
  }

  ask(item: Item, intent: Intent, question: string): void {
    this.asked = { intent, at: performance.now() };
    setText(this.parts.question, question);
    setText(this.parts.yes, buttonText(item, intent));
    this.parts.act.classList.add("asks");
    this.parts.no.focus({ preventScroll: true });
    this.changed();
  }

  /** Whether a bid can be placed now. */
  allow(allowed: boolean): void {
    setDisabled(this.parts.yes, !allowed);
  }

  end(): void {
    if (this.asked === null) return;
    const hadFocus = this.parts.act.contains(document.activeElement);
    this.asked = null;
    this.parts.act.classList.remove("asks");
    setText(this.parts.question, "");
    if (hadFocus) this.parts.submit.focus({ preventScroll: true });
    this.changed();
  }

  private answer(isYes: boolean): void {
    const { asked } = this;
    if (asked === null) return;
    if (!isYes) return this.end();
    if (performance.now() - asked.at < READ_FOR_MS || isDisabled(this.parts.yes)) return;
    this.end();
    this.confirmed(asked.intent);
  }
}
