/** A line with the outcome of an act. Its place is reserved, so that nothing moves when it appears. */

import type { Refusal } from "auction-client";
import { h, setText } from "../../ui/dom";
import { refusalInWords } from "./refusals";

export interface AnswerLine {
  readonly element: HTMLElement;
  good(text: string): void;
  wait(text: string): void;
  bad(text: string): void;
  refused(refusal: Refusal, currency?: string): void;
  clear(): void;
}

export function answerLine(test: string): AnswerLine {
  const element = h("p", { class: "answer", role: "status", "data-test": test });
  const show = (mood: string) => (text: string) => {
    element.dataset.mood = mood;
    setText(element, text);
  };
  return {
    element,
    good: show("good"),
    wait: show("open"),
    bad: show("bad"),
    refused: (refusal, currency = "EUR") => show("bad")(refusalInWords(refusal, currency)),
    clear: () => show("")(""),
  };
}
