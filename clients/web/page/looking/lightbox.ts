/** The pictures of an item over the whole screen. */

import "./lightbox.css";
import { button, h, setText } from "../../ui/dom";
import { texts } from "../../ui/texts";
import { numberText } from "../../ui/texts/locale";
import { slides, stepOf } from "./slides";

/** Open the pictures at one of them. The dialog ends with Escape, its button, or a tap beside the picture. */
export function openLightbox(urls: readonly string[], at: number, closed: (at: number) => void): void {
  const words = texts().looking;
  const count = h("p", { class: "count", role: "status" });
  const draw = (now: number) => setText(count, `${numberText(now + 1)} / ${numberText(urls.length)}`);
  const row = slides(urls, () => h("div"), draw);
  // The row can be scrolled by keys, too.
  row.element.tabIndex = 0;
  const close = button("×", { class: "lightbox-close", "aria-label": words.close, "data-test": "lightbox-close" }, () =>
    dialog.close(),
  );
  const attributes = { class: "lightbox", "aria-label": words.pictures, "data-test": "lightbox" };
  const dialog = h("dialog", attributes, row.element, count, close);
  dialog.addEventListener("keydown", (event) => {
    const step = stepOf(event.key);
    if (step === 0) return;
    event.preventDefault();
    row.show(row.at + step);
  });
  dialog.addEventListener("click", (event) => {
    const { target } = event;
    if (target instanceof HTMLElement && target.matches(".slide,.slides,dialog")) dialog.close();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    closed(row.at);
  });
  count.hidden = urls.length < 2;
  draw(at);
  document.body.append(dialog);
  dialog.showModal();
  row.show(at);
}
