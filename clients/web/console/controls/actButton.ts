/**
 * A button with its key on it. One that asks shows a question at the first press, and acts at the second.
 *
 * The question stays for a few seconds, or until `Escape`, another act, or a change of its subject.
 */

import { h, setText } from "../../ui/dom";

const ASKED_MS = 5_000;

export interface ActButton {
  readonly element: HTMLButtonElement;
  /** Press the button, as its key does. */
  press(): void;
  /** Set the label and whether the button can be pressed. */
  update(state: { readonly label: string; readonly enabled: boolean }): void;
  /** Take the question back. */
  unask(): void;
  /** Whether the question stands. */
  isAsked(): boolean;
}

export interface ActOptions {
  readonly key?: string;
  readonly test: string;
  readonly look?: "primary" | "outline" | "danger";
  /** The question of an act that can't be undone; null asks nothing. */
  readonly question?: () => string | null;
  readonly act: () => void;
  /** The question was put, so that others are taken back. */
  readonly asked?: () => void;
}

export function actButton(options: ActOptions): ActButton {
  const text = h("span", { class: "act-label" });
  const key = h("kbd", { "aria-hidden": "true" }, options.key ?? "");
  key.hidden = options.key === undefined;
  const attributes = {
    type: "button",
    class: `act ${options.look ?? "outline"}`,
    "data-test": options.test,
    ...(options.key === undefined ? {} : { "aria-keyshortcuts": options.key }),
  };
  const element = h("button", attributes, text, key);
  let label = "";
  let timer: ReturnType<typeof setTimeout> | undefined;

  const unask = () => {
    clearTimeout(timer);
    timer = undefined;
    element.classList.remove("asked");
    setText(text, label);
  };
  const press = () => {
    if (element.disabled) return;
    const question = options.question?.() ?? null;
    if (question === null || timer !== undefined) {
      unask();
      return options.act();
    }
    options.asked?.();
    timer = setTimeout(unask, ASKED_MS);
    element.classList.add("asked");
    setText(text, question);
  };
  element.addEventListener("click", press);
  return {
    element,
    press,
    unask,
    isAsked: () => timer !== undefined,
    update(state) {
      label = state.label;
      element.disabled = !state.enabled;
      if (timer === undefined) setText(text, label);
      else if (!state.enabled) unask();
    },
  };
}
