/** A paddle that nobody has. It is given to a person by name on the spot, and the bid is sent again. */

import { button, h, setText } from "../../ui/dom";
import { answerLine } from "../controls/answerLine";
import type { SaleDesk } from "../desk";
import { texts } from "../texts";

export interface UnknownPaddle {
  readonly element: HTMLElement;
  show(number: string): void;
  hide(): void;
}

export function unknownPaddle(desk: SaleDesk, given: () => void): UnknownPaddle {
  const t = texts().running.entry;
  const words = h("p", {});
  const name = h("input", { "aria-label": t.giveName, placeholder: t.giveName, maxlength: "40", "data-test": "paddle-name" });
  const answer = answerLine("paddle-answer");
  const give = button(t.give, { class: "outline", "data-test": "give-paddle-now" }, () => void carryOut());
  const element = h("div", { class: "unknown-paddle", hidden: true }, words, h("div", { class: "line" }, name, give), answer.element);
  let number = "";

  const carryOut = async () => {
    const text = name.value.trim();
    if (text === "") return;
    const result = await desk.rest.saleroom.givePaddle(desk.sale.auctionId, number, { name: text });
    if (!result.ok) return answer.refused(result.error);
    element.hidden = true;
    given();
  };
  // The form around it would enter the bid.
  name.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    void carryOut();
  });
  name.addEventListener("input", (event) => event.stopPropagation());
  return {
    element,
    show(unknown) {
      number = unknown;
      setText(words, t.noPaddle(unknown));
      answer.clear();
      name.value = "";
      element.hidden = false;
      name.focus();
    },
    hide: () => void (element.hidden = true),
  };
}
