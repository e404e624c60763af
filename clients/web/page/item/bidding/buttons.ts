/** Buttons that place bids. They keep the focus while they are off. A press has the effect that they showed when it began. */

import { h, setText } from "../../../ui/dom";
import { formatMoney } from "../../../ui/money";
import { texts } from "../../../ui/texts";

/** Switch a button off or on. Unlike `disabled` it keeps the focus, and screen readers still find it. */
export function setDisabled(button: HTMLButtonElement, disabled: boolean): void {
  if (isDisabled(button) !== disabled) button.setAttribute("aria-disabled", String(disabled));
}

export function isDisabled(button: HTMLButtonElement): boolean {
  return button.getAttribute("aria-disabled") === "true";
}

/** Call `act` at each click of a button that is not off. */
export function onPress(button: HTMLButtonElement, act: () => void): void {
  button.addEventListener("click", () => isDisabled(button) || act());
}

/** Remember the content of a button when the pointer comes down, for the click that follows. */
export function aimedAt<T>(element: HTMLElement, shownNow: () => T): () => T | undefined {
  let aimed: T | undefined;
  const forget = () => (aimed = undefined);
  element.addEventListener("pointerdown", () => (aimed = shownNow()));
  // A click by keyboard has no pointer, so the present content counts.
  element.addEventListener("click", (event) => event.detail === 0 && forget(), { capture: true });
  return () => {
    const taken = aimed;
    forget();
    return taken;
  };
}

export interface QuickButton {
  readonly element: HTMLButtonElement;
  update(amount: number | undefined, currency: string, disabled: boolean): void;
}

/** A button that bids the amount it shows. */
export function quickButton(bid: (amount: number) => void): QuickButton {
  const element = h("button", { type: "button", class: "outline", "data-test": "quick" });
  let shown = 0;
  const aimed = aimedAt(element, () => shown);
  onPress(element, () => bid(aimed() ?? shown));
  return {
    element,
    update(amount, currency, disabled) {
      // Without an amount it keeps its place.
      element.classList.toggle("away", amount === undefined);
      if (amount === undefined) return;
      shown = amount;
      setDisabled(element, disabled);
      setText(element, texts().bidding.button.bid(formatMoney(amount, currency)));
    },
  };
}
