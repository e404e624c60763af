/** A public handle such as `Ann#k3f9q`, shown as a name with its mark in a quieter voice. */

import { h } from "./dom";

/** Show a handle; `mine` adds that this is the reader. */
export function handleElement(handle: string, mine: boolean): HTMLElement {
  const at = handle.lastIndexOf("#");
  const [name, mark] = at < 0 ? [handle, ""] : [handle.slice(0, at), handle.slice(at)];
  const element = h("span", { class: "handle" }, h("bdi", {}, name), h("span", { class: "mark" }, mark));
  if (mine) element.append(" ", h("span", { class: "you" }, "you"));
  return element;
}
