/** The pictures of an item: their addresses, and elements that keep their shape when a picture fails to load. */

import type { Item } from "auction-client";
import { h } from "../../ui/dom";

type Pictured = Pick<Item, "images" | "image_url">;

/** All addresses in order. An item that an earlier server stored has at most one. */
export function imagesOf(item: Pictured): readonly string[] {
  if (item.images?.length > 0) return item.images;
  return item.image_url === null ? [] : [item.image_url];
}

/**
 * Put a picture into a frame. While it loads, and if it can't, the frame shows its placeholder.
 *
 * The frame is never hidden: a hidden picture that loads lazily would not load at all (0183).
 */
export function fillFrame(frame: HTMLElement, url: string | undefined, alt: string, lazy = true): void {
  if (frame.dataset.url === (url ?? "")) return;
  frame.dataset.url = url ?? "";
  frame.querySelector("img")?.remove();
  delete frame.dataset.loaded;
  if (url === undefined) return;
  const loading = lazy ? "lazy" : "eager";
  const picture = h("img", { alt, loading, decoding: "async", referrerpolicy: "no-referrer", draggable: "false" });
  picture.addEventListener("load", () => (frame.dataset.loaded = ""));
  picture.addEventListener("error", () => picture.remove());
  picture.src = url;
  frame.append(picture);
}

/** A card's picture in a frame of a fixed shape, with a monogram where there is none. */
export function thumbnail(className = ""): { readonly element: HTMLElement; update(item: Item): void } {
  const monogram = h("span", { class: "monogram", "aria-hidden": "true" });
  const element = h("div", { class: `frame ${className}`.trim(), "data-test": "thumbnail" }, monogram);
  return {
    element,
    update(item) {
      monogram.textContent = monogramOf(item.title);
      fillFrame(element, imagesOf(item)[0], "");
    },
  };
}

/** The first letter or digit of a title. */
export function monogramOf(title: string): string {
  return /[\p{L}\p{N}]/u.exec(title)?.[0]?.toUpperCase() ?? "";
}
