/** Small parts that several rooms of the console use. */

import { h } from "../../ui/dom";
import { locale } from "../../ui/texts/locale";

/** A titled part of a page. */
export function panel(title: string, test: string, ...children: readonly (Node | string)[]): HTMLElement {
  const heading = h("h2", {}, title);
  return h("section", { class: "panel", "data-test": test, "aria-label": title }, heading, ...children);
}

/** A table with a head, and its body to fill. */
export function table(test: string, columns: readonly string[]): { element: HTMLElement; body: HTMLElement } {
  const body = h("tbody", {});
  const head = h("thead", {}, h("tr", {}, ...columns.map((name) => h("th", { scope: "col" }, name))));
  const element = h("div", { class: "scrolls" }, h("table", { "data-test": test }, head, body));
  return { element, body };
}

/** A row of a table. */
export function row(test: string, ...cells: readonly (Node | string)[]): HTMLTableRowElement {
  return h("tr", { "data-test": test }, ...cells.map((cell) => h("td", {}, cell)));
}

/** The foot of a form, which stays in view, with its buttons and the result of the last press. */
export function footOf(answer: HTMLElement, ...buttons: readonly HTMLElement[]): HTMLElement {
  return h("div", { class: "form-foot" }, h("div", { class: "line" }, ...buttons), answer);
}

/** Have the browser store a file. */
export function saveFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** An id that the client chooses, so that a request may be sent again. It needs no secure origin. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A moment in the reader's time, as in `12 Mar, 14:05:09`. */
export function momentText(ms: number | null): string {
  if (ms === null) return "";
  const format = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit" } as const;
  return new Intl.DateTimeFormat(locale(), format).format(ms);
}
