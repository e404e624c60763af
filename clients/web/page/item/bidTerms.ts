/** The form fields of a bid besides its amount, as the item's format allows: a maximum, a number of units. */

import type { BidTerms, Item } from "auction-client";
import { h, setText } from "../../ui/dom";
import { traitsOf } from "../../ui/formats";
import { formatMoney, parseAmount, parseUnits } from "../../ui/money";
import { texts } from "../../ui/texts";
import { numberText } from "../../ui/texts/locale";

export type ReadTerms = { readonly terms: BidTerms } | { readonly problem: string };

export interface TermsFields {
  readonly element: HTMLElement;
  update(item: Item): void;
  /** Read the fields for a bid of `amount`; an empty field adds no term. */
  read(item: Item, amount: number): ReadTerms;
  clear(): void;
}

export function termsFields(): TermsFields {
  const words = texts().bidding.form;
  const maximum = field("maximum", words.secretMaximum, "decimal");
  const units = field("quantity", words.units, "numeric");
  const element = h("div", { class: "terms-line" }, maximum.element, units.element);

  return {
    element,
    update(item) {
      const traits = traitsOf(item);
      maximum.element.hidden = !traits.maximum;
      units.element.hidden = !traits.units || item.quantity === 1;
      element.hidden = maximum.element.hidden && units.element.hidden;
      units.input.placeholder = numberText(1);
      setText(maximum.hint, words.maximumHint);
      setText(units.hint, words.ofUnits(item.quantity));
    },
    read: (item, amount) => parseTerms(item, amount, maximum.input.value, units.input.value),
    clear() {
      maximum.input.value = units.input.value = "";
    },
  };
}

/** Read the typed maximum and number of units for a bid of `amount`; an empty text adds no term. */
export function parseTerms(item: Item, amount: number, maximum: string, units: string): ReadTerms {
  const traits = traitsOf(item);
  const typedMaximum = traits.maximum ? maximum.trim() : "";
  const typedUnits = traits.units ? units.trim() : "";
  const quantity = typedUnits === "" ? undefined : parseUnits(typedUnits);
  if (quantity === null || (quantity !== undefined && quantity > item.quantity)) {
    return { problem: texts().bidding.form.takeUnits(item.quantity) };
  }
  if (typedMaximum === "") return { terms: quantity === undefined ? {} : { quantity } };
  const parsed = parseAmount(typedMaximum, item.currency);
  if ("problem" in parsed) return parsed;
  if (parsed.amount < amount) {
    return { problem: texts().bidding.form.maximumBelow(formatMoney(amount, item.currency)) };
  }
  return { terms: { maxAmount: parsed.amount } };
}

function field(name: string, label: string, inputmode: string) {
  const input = h("input", { id: name, name, inputmode, autocomplete: "off", "data-test": name });
  const hint = h("span", { class: "quiet" });
  const element = h("div", { class: "term" }, h("label", { for: name }, label), input, hint);
  return { element, input, hint };
}
