/** Making elements. Strings become text nodes: nothing that a server sends is ever read as HTML. */

type Attributes = Readonly<Record<string, string | boolean>>;
type Child = Node | string;

/** Make an element; a `true` attribute is set without a value, a `false` one is left out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/** Make a button that does something. */
export function button(label: string, attributes: Attributes, onClick: () => void): HTMLButtonElement {
  const element = h("button", { type: "button", ...attributes }, label);
  element.addEventListener("click", onClick);
  return element;
}

/** Put a text, unless it is there already: a screen reader reads every change. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** A view of a part of the page: its element, and what ends its timers and subscriptions. */
export interface View {
  readonly element: HTMLElement;
  dispose(): void;
}

/** Draw at most once per frame, however often it is asked for. */
export function perFrame(draw: () => void): () => void {
  let due = false;
  return () => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      draw();
    });
  };
}
