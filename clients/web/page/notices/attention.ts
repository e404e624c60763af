/** Calls the reader's attention to a notice, in the ways that they chose: by sound, by vibration, in the tab's title. */

import { playSound, type NoticeSettings } from "./settings";

const VIBRATION_MS = [90, 70, 90];

export class Attention {
  private prefix = "";
  private title = "";

  constructor(private readonly settings: NoticeSettings) {
    document.addEventListener("visibilitychange", () => document.hidden || this.setPrefix(""));
    const title = document.querySelector("title");
    // The pages write their titles whenever a price moves; a call stays until the reader comes back.
    if (title !== null) new MutationObserver(() => this.draw()).observe(title, { childList: true });
  }

  /** Call with a short text. */
  call(text: string): void {
    if (this.settings.has("sound")) playSound();
    if (this.settings.has("vibration")) vibrate();
    if (this.settings.has("title") && document.hidden) this.setPrefix(`● ${text} · `);
  }

  private setPrefix(prefix: string): void {
    if (this.prefix === "") this.title = document.title;
    this.prefix = prefix;
    document.title = prefix + this.title;
  }

  /** Put the call before a title that a page has written since. */
  private draw(): void {
    if (this.prefix === "" || document.title.startsWith(this.prefix)) return;
    this.title = document.title;
    document.title = this.prefix + this.title;
  }
}

/** Vibrate, where the device can, the reader has touched the page, and wants movement. */
function vibrate(): void {
  const isStill = window.matchMedia("(prefers-reduced-motion:reduce)").matches;
  if (!isStill && navigator.userActivation?.hasBeenActive) navigator.vibrate?.(VIBRATION_MS);
}
