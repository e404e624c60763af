/** The foot of every view: the choice of the language, and the contract for developers. */

import { h } from "../../ui/dom";
import { texts } from "../../ui/texts";
import { chooseLanguage, LANGUAGES, languageNow, type Language } from "../../ui/texts/language";

export function footer(): HTMLElement {
  const now = languageNow();
  const label = texts().frame.language;
  const select = h("select", { id: "language", autocomplete: "off", "aria-label": label, "data-test": "language" });
  for (const [language, name] of Object.entries(LANGUAGES)) {
    select.append(h("option", { value: language, lang: language, selected: language === now }, name));
  }
  select.addEventListener("change", () => chooseLanguage(select.value as Language));
  return h("footer", { class: "foot" }, h("div", { class: "wide" }, select, h("a", { href: "/docs" }, texts().frame.contract)));
}
