/** Making elements. Strings become text nodes, so nothing that a server sends is parsed as HTML. */

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

/** Make a button with its action. */
export function button(label: string, attributes: Attributes, onClick: () => void): HTMLButtonElement {
  const element = h("button", { type: "button", ...attributes }, label);
  element.addEventListener("click", onClick);
  return element;
}

/** Set a text unless it is unchanged, because a screen reader reads every change. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** A part of the page: its element, and a function that ends its timers and subscriptions. */
export interface View {
  readonly element: HTMLElement;
  dispose(): void;
}

/** How long a drawing waits for a frame. A hidden page has none, and its title still shows the price. */
const FRAME_WAIT_MS = 250;

/** Make a function that draws at most once per frame, however often it is called. */
export function perFrame(draw: () => void): () => void {
  let due = false;
  return () => {
    if (due) return;
    due = true;
    const drawOnce = () => {
      if (!due) return;
      due = false;
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      draw();
    };
    const frame = requestAnimationFrame(drawOnce);
    const timer = setTimeout(drawOnce, FRAME_WAIT_MS);
  };
}
