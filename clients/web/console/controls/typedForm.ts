/** A form of typed fields: reads the body of a request, fills itself from an answer, shows faults at their fields. */

import type { Refusal } from "auction-client";
import { h } from "../../ui/dom";
import { field, setIn, textIn, type Field, type FieldOptions } from "./fields";
import { Fault, type Kind } from "./kinds";
import { nested, valueAt, type Values } from "./nesting";

export interface FieldSpec extends Omit<FieldOptions, "kind"> {
  readonly value: Kind;
  readonly input?: FieldOptions["kind"];
}

/** Fields under a heading. */
export interface Group {
  readonly title: string;
  readonly fields: readonly FieldSpec[];
  /** Whether the group is open at first. */
  readonly open?: boolean;
}

export interface TypedForm {
  readonly element: HTMLElement;
  readonly names: readonly string[];
  /** The values of the shown fields; null if a field can't be read, which it then says. */
  values(): Values | null;
  fill(values: Values): void;
  /** Show the fields that `isShown` names, and their groups. */
  show(isShown: (name: string) => boolean): void;
  /** Show the faults that a refusal names; return the text of the others. */
  refused(refusal: Refusal): string;
  control(name: string): Field["control"];
  clear(): void;
}

export function typedForm(groups: readonly Group[], currency: () => string): TypedForm {
  const specs = groups.flatMap((group) => group.fields);
  const fields = new Map(specs.map((spec) => [spec.name, fieldOf(spec)]));
  const of = (name: string): Field => fields.get(name) as Field;
  const parts = groups.map((group) => {
    const body = h("div", { class: "fields" }, ...group.fields.map((spec) => of(spec.name).element));
    const part = h("details", { open: group.open ?? false }, h("summary", {}, group.title), body);
    return { group, part };
  });
  const element = h("div", { class: "typed-form" }, ...parts.map(({ part }) => part));
  const unfault = () => fields.forEach((each) => each.fault(""));
  /** Show a fault where the reader sees it. */
  const fault = (name: string, text: string) => {
    of(name).fault(text);
    of(name).element.closest("details")?.setAttribute("open", "");
  };

  return {
    element,
    names: specs.map((spec) => spec.name),
    values() {
      unfault();
      const read: Record<string, unknown> = {};
      let first: Field | null = null;
      for (const { name, value } of specs) {
        const each = of(name);
        if (each.element.hidden) continue;
        const found = value.read(textIn(each.control), currency());
        if (found instanceof Fault) {
          fault(name, found.text);
          first ??= each;
        } else read[name] = found;
      }
      first?.control.focus();
      return first === null ? nested(read) : null;
    },
    fill(values) {
      unfault();
      for (const { name, value } of specs) setIn(of(name).control, value.write(valueAt(values, name), currency()));
    },
    show(isShown) {
      for (const spec of specs) of(spec.name).element.hidden = !isShown(spec.name);
      for (const { group, part } of parts) part.hidden = !group.fields.some((spec) => isShown(spec.name));
    },
    refused(refusal) {
      unfault();
      const others: string[] = [];
      for (const error of refusal.errors ?? []) {
        const name = specs.find((spec) => belongsTo(error.field, spec.name))?.name;
        if (name === undefined) others.push(error.field ? `${error.field}: ${error.message}` : error.message);
        else fault(name, error.message);
      }
      return refusal.errors === undefined || refusal.errors.length === 0 ? refusal.message : others.join(". ");
    },
    control: (name) => of(name).control,
    clear() {
      unfault();
      for (const { name } of specs) setIn(of(name).control, "");
    },
  };
}

function fieldOf(spec: FieldSpec): Field {
  const { value, input, ...options } = spec;
  return field({ ...options, ...(input === undefined ? {} : { kind: input }) });
}

/** Whether a fault's field is that of the form, one within it, or the whole that it is a part of. */
function belongsTo(fault: string, name: string): boolean {
  return fault === name || fault.startsWith(`${name}.`) || name.startsWith(`${fault}.`);
}
