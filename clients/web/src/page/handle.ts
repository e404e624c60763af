/** A public handle such as `Ann#k3f9q`, shown as a name and a less prominent mark. */

import { h } from "./dom";

/** Split a handle into its name and its mark. */
export function splitHandle(handle: string): { readonly name: string; readonly mark: string } {
  const at = handle.lastIndexOf("#");
  return at < 0 ? { name: handle, mark: "" } : { name: handle.slice(0, at), mark: handle.slice(at) };
}

/** Show a handle; `mine` adds "you". */
export function handleElement(handle: string, mine: boolean): HTMLElement {
  const { name, mark } = splitHandle(handle);
  const element = h("span", { class: "handle" }, h("bdi", {}, name), h("span", { class: "mark" }, mark));
  if (mine) element.append(" ", h("span", { class: "you" }, "you"));
  return element;
}
