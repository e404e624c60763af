/** Pictures side by side, one of which is seen: they are swiped by the browser's own scrolling, which snaps. */

import { h } from "../../ui/dom";
import { texts } from "../../ui/texts";
import { fillFrame } from "./images";

/** How long the row moves to a picture that was chosen. */
const MOVING_MS = 700;

export interface Slides {
  readonly element: HTMLElement;
  show(at: number): void;
  /** The number of the picture that is seen, from 0. */
  readonly at: number;
}

/** Slides of pictures; `seen` is called with the number of the picture that comes into view. */
export function slides(urls: readonly string[], frameOf: (at: number) => HTMLElement, seen: (at: number) => void): Slides {
  const frames = urls.map((url, at) => {
    const frame = frameOf(at);
    frame.classList.add("frame", "slide");
    fillFrame(frame, url, texts().looking.picture(at + 1, urls.length), at > 0);
    return frame;
  });
  const element = h("div", { class: "slides", "data-test": "slides" }, ...frames);
  let current = 0;
  let movingUntil = 0;
  const observer = new IntersectionObserver(
    (entries) => {
      const shown = entries.filter((entry) => entry.isIntersecting).at(-1);
      const at = shown === undefined ? -1 : frames.indexOf(shown.target as HTMLElement);
      // On its way to a picture that was chosen, the row passes others.
      if (at >= 0 && at !== current && performance.now() > movingUntil) seen((current = at));
    },
    { root: element, threshold: 0.6 },
  );
  for (const frame of frames) observer.observe(frame);
  return {
    element,
    get at() {
      return current;
    },
    show(at) {
      current = Math.min(Math.max(at, 0), frames.length - 1);
      movingUntil = performance.now() + MOVING_MS;
      seen(current);
      const frame = frames[current];
      // Only the row of slides scrolls, and never the page. In a script from the right, offsets count from there.
      if (frame !== undefined) element.scrollTo({ left: frame.offsetLeft - (frames[0]?.offsetLeft ?? 0) });
    },
  };
}

/** The step of an arrow key, in the direction of the document's script; 0 for any other key. */
export function stepOf(key: string): number {
  const forward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
  const back = forward === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
  return key === forward ? 1 : key === back ? -1 : 0;
}
