/** The ways in which the reader wants to be called: kept in the browser, and chosen in a small menu. */

import { h } from "../../ui/dom";
import { texts } from "../../ui/texts";

export type Way = "sound" | "vibration" | "title";

const STORED_AS = "auction.notices";
const WAYS: readonly Way[] = ["sound", "vibration", "title"];
const USUAL: readonly Way[] = ["vibration", "title"];

export class NoticeSettings {
  private readonly chosen = new Set<Way>(storedWays());

  has(way: Way): boolean {
    return this.chosen.has(way);
  }

  set(way: Way, wanted: boolean): void {
    if (wanted) this.chosen.add(way);
    else this.chosen.delete(way);
    try {
      localStorage.setItem(STORED_AS, [...this.chosen].join(" "));
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  }
}

/** The button with a bell, and the menu that it opens over the page. */
export function settingsMenu(settings: NoticeSettings): HTMLElement {
  const words = texts().following.notices;
  const menu = h("div", { id: "notice-settings", class: "menu", popover: "auto", "data-test": "notice-settings" });
  menu.append(h("p", { class: "quiet" }, words.settingsHint));
  for (const way of WAYS) {
    const box = h("input", { type: "checkbox", "data-test": `notice-${way}` });
    box.checked = settings.has(way);
    box.addEventListener("change", () => {
      settings.set(way, box.checked);
      // The reader learns the sound, and the browser permits it from now on.
      if (way === "sound" && box.checked) playSound();
    });
    menu.append(h("label", {}, box, words[way]));
  }
  const attributes = { class: "bell", popovertarget: menu.id, "aria-label": words.settings, "data-test": "bell" };
  return h("div", { class: "settings" }, h("button", { type: "button", ...attributes }), menu);
}

/** Play the sound of a notice; its code is loaded with the first one. */
export function playSound(): void {
  void import("./sound").then(
    ({ beep }) => beep(),
    () => {},
  );
}

function storedWays(): readonly Way[] {
  try {
    const stored = localStorage.getItem(STORED_AS);
    return stored === null ? USUAL : WAYS.filter((way) => stored.split(" ").includes(way));
  } catch {
    return USUAL;
  }
}
