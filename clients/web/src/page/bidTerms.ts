/** The fields of a bid besides its amount, as far as the item's format knows them: a maximum, units. */

import type { BidTerms, Item } from "../sdk";
import { h, setText } from "./dom";
import { traitsOf } from "./formats";
import { formatMoney, parseAmount } from "./money";

export type ReadTerms = { readonly terms: BidTerms } | { readonly problem: string };

export interface TermsFields {
  readonly element: HTMLElement;
  update(item: Item): void;
  /** Read the fields for a bid of `amount`; an empty one says nothing. */
  read(item: Item, amount: number): ReadTerms;
  clear(): void;
}

export function termsFields(): TermsFields {
  const maximum = field("maximum", "Up to, in secret", "decimal");
  const units = field("quantity", "Units", "numeric");
  const element = h("div", { class: "terms-line" }, maximum.element, units.element);

  return {
    element,
    update(item) {
      const traits = traitsOf(item);
      maximum.element.hidden = !traits.maximum;
      units.element.hidden = !traits.units || item.quantity === 1;
      element.hidden = maximum.element.hidden && units.element.hidden;
      units.input.placeholder = "1";
      setText(maximum.hint, "We bid for you, a step at a time.");
      setText(units.hint, `of ${item.quantity}`);
    },
    read(item, amount) {
      const traits = traitsOf(item);
      const most = traits.maximum ? maximum.input.value.trim() : "";
      const count = traits.units ? units.input.value.trim() : "";
      const quantity = count === "" ? undefined : Number(count);
      if (quantity !== undefined && !(Number.isInteger(quantity) && quantity >= 1 && quantity <= item.quantity)) {
        return { problem: `Take from 1 to ${item.quantity} units.` };
      }
      if (most === "") return { terms: quantity === undefined ? {} : { quantity } };
      const parsed = parseAmount(most, item.currency);
      if ("problem" in parsed) return parsed;
      if (parsed.amount < amount) return { problem: `Your maximum is below ${formatMoney(amount, item.currency)}.` };
      return { terms: { maxAmount: parsed.amount } };
    },
    clear() {
      maximum.input.value = units.input.value = "";
    },
  };
}

function field(name: string, label: string, inputmode: string) {
  const input = h("input", { id: name, name, inputmode, autocomplete: "off", "data-test": name });
  const hint = h("span", { class: "quiet" });
  const element = h("div", { class: "term" }, h("label", { for: name }, label), input, hint);
  return { element, input, hint };
}
