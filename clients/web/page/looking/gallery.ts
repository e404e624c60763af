/** The pictures of an item: a large one, small ones to choose from, and all of them over the whole screen. */

import type { Item } from "auction-client";
import { h, setText } from "../../ui/dom";
import { texts } from "../../ui/texts";
import { numberText } from "../../ui/texts/locale";
import { fillFrame, imagesOf } from "./images";
import { slides, stepOf, type Slides } from "./slides";

export interface Gallery {
  readonly element: HTMLElement;
  update(item: Item): void;
}

export function gallery(): Gallery {
  const element = h("section", { class: "gallery", "aria-label": texts().looking.pictures, hidden: true });
  let shown = "";
  return {
    element,
    update(item) {
      const urls = imagesOf(item);
      if (shown === urls.join(" ")) return;
      shown = urls.join(" ");
      element.hidden = urls.length === 0;
      element.replaceChildren(...(urls.length === 0 ? [] : pictures(urls)));
    },
  };
}

function pictures(urls: readonly string[]): HTMLElement[] {
  const words = texts().looking;
  const count = h("p", { class: "count", "aria-hidden": "true" });
  const thumbs = urls.map((url, at) => {
    const attributes = { type: "button", class: "frame thumb", "aria-label": words.picture(at + 1, urls.length) };
    const thumb = h("button", { ...attributes, "data-test": "thumb" });
    fillFrame(thumb, url, "");
    thumb.addEventListener("click", () => row.show(at));
    return thumb;
  });
  const draw = (now: number) => {
    setText(count, `${numberText(now + 1)} / ${numberText(urls.length)}`);
    thumbs.forEach((thumb, at) => thumb.setAttribute("aria-pressed", String(at === now)));
  };
  const row: Slides = slides(urls, (at) => enlarging(urls, at, () => row), draw);
  row.element.addEventListener("keydown", (event) => {
    const step = stepOf(event.key);
    if (step === 0) return;
    event.preventDefault();
    row.show(row.at + step);
  });
  draw(0);
  const several = urls.length > 1;
  return [h("div", { class: "stage-picture" }, row.element, ...(several ? [count] : [])), ...(several ? [h("div", { class: "thumbs" }, ...thumbs)] : [])];
}

/** The button around a large picture that shows it over the whole screen. */
function enlarging(urls: readonly string[], at: number, row: () => Slides): HTMLButtonElement {
  const label = texts().looking.enlarge(at + 1, urls.length);
  const element = h("button", { type: "button", "aria-label": label, "data-test": "enlarge" });
  element.addEventListener("click", () => {
    const opening = import("./lightbox").then(({ openLightbox }) => openLightbox(urls, at, (last) => row().show(last)));
    // Without a connection the next press tries again.
    opening.catch(() => {});
  });
  return element;
}
