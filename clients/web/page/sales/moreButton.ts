/** The button under a list that shows its next page, and the text that stands there instead. */

import { button, h, setText } from "../../ui/dom";
import { texts } from "../../ui/texts";

export interface MoreButton {
  readonly element: HTMLElement;
  draw(hasMore: boolean, note: string): void;
}

export function moreButton(more: () => Promise<void>): MoreButton {
  const show = button(texts().following.showMore, { class: "outline", "data-test": "show-more" }, () => {
    show.disabled = true;
    void more().finally(() => (show.disabled = false));
  });
  const text = h("p", { class: "quiet", "data-test": "list-note" });
  return {
    element: h("div", { class: "list-foot" }, show, text),
    draw(hasMore, note) {
      show.hidden = !hasMore;
      text.hidden = note === "";
      setText(text, note);
    },
  };
}
