/** Labelled fields of forms, and where a refusal of the server is shown beside the field that it names. */

import { h, setText } from "../../ui/dom";

export type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

export interface Field {
  readonly element: HTMLElement;
  readonly control: Control;
  /** Show a fault of the field; an empty text removes it. */
  fault(text: string): void;
}

export interface FieldOptions {
  readonly name: string;
  readonly label: string;
  readonly kind?: "text" | "number" | "datetime-local" | "checkbox" | "textarea" | "url" | "search";
  readonly choices?: readonly (readonly [value: string, label: string])[];
  readonly hint?: string;
  readonly placeholder?: string;
  readonly required?: boolean;
  /** Whether the text is written from left to right in every language, as codes and rates are. */
  readonly ltr?: boolean;
  /** The width, in quarters of the form: one, two if it is absent, three or all of them. */
  readonly size?: "short" | "long" | "wide";
}

let made = 0;

export function field(options: FieldOptions): Field {
  const id = `f${++made}`;
  const control = controlOf(options, id);
  const fault = h("span", { class: "field-fault", id: `${id}-fault`, "data-test": `fault-${options.name}` });
  control.setAttribute("aria-describedby", fault.id);
  const hint = h("span", { class: "field-hint" }, options.hint ?? "");
  hint.hidden = options.hint === undefined;
  const label = h("label", { for: id }, options.label);
  const parts = options.kind === "checkbox" ? [control, label] : [label, control];
  const shape = options.kind === "checkbox" ? "field check" : "field";
  const size = options.size === undefined ? {} : { "data-size": options.size };
  const element = h("div", { class: shape, ...size }, ...parts, hint, fault);
  return {
    element,
    control,
    fault(text) {
      setText(fault, text);
      control.toggleAttribute("aria-invalid", text !== "");
    },
  };
}

function controlOf(options: FieldOptions, id: string): Control {
  const attributes = {
    id,
    name: options.name,
    "data-test": options.name,
    required: options.required ?? false,
    ...(options.ltr === true || options.kind === "url" ? { dir: "ltr" } : {}),
    ...(options.placeholder === undefined ? {} : { placeholder: options.placeholder }),
  };
  if (options.choices !== undefined) {
    return h("select", attributes, ...options.choices.map(([value, label]) => h("option", { value }, label)));
  }
  if (options.kind === "textarea") return h("textarea", { ...attributes, rows: "2" });
  const numeric = options.kind === "number" ? { inputmode: "numeric" } : {};
  const type = options.kind === "number" ? "text" : (options.kind ?? "text");
  return h("input", { ...attributes, ...numeric, type, autocomplete: "off" });
}

/** The text of a field; `on` or an empty text for a checkbox. */
export function textIn(control: Control): string {
  if (control instanceof HTMLInputElement && control.type === "checkbox") return control.checked ? "on" : "";
  return control.value.trim();
}

/** Set the text of a field. */
export function setIn(control: Control, text: string): void {
  if (control instanceof HTMLInputElement && control.type === "checkbox") control.checked = text === "on";
  else control.value = text;
}
