/** Words of a language that depend on a number, and lists in it. */

import { numberText } from "./locale";

/** The forms of a word by the plural category of its number; `#` stands for the number. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

/** The plural rules of a language: chooses the form for a number, and writes the number into it. */
export function plurals(language: string): (count: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(language);
  return (count, forms) => (forms[rules.select(count)] ?? forms.other).replace("#", numberText(count));
}

/** The lists of a language: `a, b and c`. */
export function lists(language: string): (parts: readonly string[]) => string {
  const format = new Intl.ListFormat(language);
  return (parts) => format.format(parts);
}
