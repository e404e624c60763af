/** A public handle such as `Ann#k3f9qz2mwx7c`, shown as a name and a less prominent mark. */

import { h } from "./dom";
import { visible } from "./text";
import { texts } from "./texts";

/** Split a handle into its name, as it can be shown, and its mark. */
export function splitHandle(handle: string): { readonly name: string; readonly mark: string } {
  const at = handle.lastIndexOf("#");
  const name = visible(at < 0 ? handle : handle.slice(0, at), texts().common.anonymous);
  return { name, mark: at < 0 ? "" : visible(handle.slice(at), "") };
}

/** Show a handle; `mine` adds "you". */
export function handleElement(handle: string, mine: boolean): HTMLElement {
  const { name, mark } = splitHandle(handle);
  // The mark follows the name from left to right everywhere, also after a name that is written from right to left.
  const written = h("span", { dir: "ltr" }, h("bdi", {}, name), h("span", { class: "mark" }, mark));
  const element = h("span", { class: "handle" }, written);
  if (mine) element.append(" ", h("span", { class: "you" }, texts().common.you));
  return element;
}
