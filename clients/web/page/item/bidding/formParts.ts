/** The elements of the bid form. What comes and goes has its space reserved, so that no button ever moves. */

import { h, setText } from "../../../ui/dom";
import { traitsOf } from "../../../ui/formats";
import { setDisabled } from "./buttons";
import type { FormState } from "./formState";
import { buttonText } from "./intent";
import { texts } from "../../../ui/texts";

export type FormParts = ReturnType<typeof formParts>;

export function formParts() {
  const amount = amountField();
  const units = unitsField();
  const maximum = maximumField();
  const leading = h("div", { class: "leading-text" }, h("p", {}, texts().bidding.form.leading));
  const quick = h("div", { class: "quick", role: "group", "aria-label": texts().bidding.form.oneTap });
  // Before the opening, the words about a bid stand in the places of the quick buttons and of the maximum.
  const early = earlyWords();
  const quickPlace = h("div", { class: "turns" }, quick, early.hint);
  // The fields of a bid and the words to a leader take turns in one place.
  const terms = h("div", { class: "terms" }, amount.element, units.element, quickPlace);
  const turns = h("div", { class: "turns" }, terms, leading);
  const yours = h("p", { class: "yours quiet", "data-test": "yours" });
  const fold = h("div", { class: "turns" }, maximum.element, early.left);
  const fields = h("div", { class: "fields" }, turns, fold, yours);
  const buyNow = h("button", { type: "button", class: "outline big buy-now", "data-test": "buy-now" });
  return { amount, units, maximum, early, leading, quick, terms, yours, fields, buyNow, ...dockParts() };
}

/** Draw everything but the answer and the quick buttons. */
export function drawForm(parts: FormParts, state: FormState): void {
  const { item } = state;
  const traits = traitsOf(item);
  const { amount, units, maximum } = parts;
  amount.input.placeholder = state.placeholder;
  setText(amount.label, state.label);
  setText(amount.minimum, state.minimum);
  amount.element.hidden = !traits.amount;
  setText(units.of, state.unitsOf);
  units.element.hidden = !traits.units || item.quantity === 1;
  maximum.element.hidden = !traits.maximum;
  setText(maximum.summary, state.fold);
  drawEarly(parts, state);
  takeTurns(parts, state.leads);
  parts.leading.hidden = parts.quick.hidden = !traits.maximum;
  // A maximum is the leader's, and stands with the words to them.
  const place = traits.maximum ? parts.leading : parts.fields;
  if (parts.yours.parentElement !== place) place.append(parts.yours);
  setText(parts.yours, state.own);
  // The answer stays readable after the end.
  parts.fields.hidden = parts.act.hidden = state.hasEnded;
  setText(parts.submit, state.button);
  setDisabled(parts.submit, state.isOff || state.wanted === null);
  parts.submit.classList.toggle("leads", state.wanted === null);
  parts.dock.classList.toggle("over", state.hasEnded);
  setText(parts.cost, state.cost);
  parts.cost.hidden = item.fees === null || state.hasEnded;
  parts.buyNow.hidden = state.buyNow === null;
  setDisabled(parts.buyNow, state.isOff || state.isEarly);
  if (state.buyNow !== null) setText(parts.buyNow, buttonText(item, state.buyNow));
}

/** Show the words about a bid before the opening. They keep their space afterwards. */
function drawEarly({ early, quick, maximum }: FormParts, { isEarly, left, hint }: FormState): void {
  for (const element of [quick, maximum.element]) element.classList.toggle("away", isEarly);
  for (const element of [early.hint, early.left]) {
    if (isEarly) element.hidden = false;
    element.classList.toggle("away", !isEarly);
  }
  setText(early.left, left);
  if (isEarly) setText(early.hint, hint);
}

/** Show the fields, or the words to a leader. Hidden fields can't have the focus, so the button keeps it for them. */
function takeTurns({ terms, leading, submit, amount }: FormParts, leads: boolean): void {
  if (terms.classList.contains("away") === leads && leading.classList.contains("away") !== leads) return;
  const hadFocus = terms.contains(document.activeElement);
  terms.classList.toggle("away", leads);
  leading.classList.toggle("away", !leads);
  if (leads && hadFocus) submit.focus({ preventScroll: true });
  else if (!leads && terms.dataset.focus === "" && document.activeElement === submit) {
    amount.input.focus({ preventScroll: true });
  }
  terms.toggleAttribute("data-focus", leads && hadFocus);
}

/** The answer, the button, the question that replaces it, and the cost. On a small screen it is a bar at the bottom. */
function dockParts() {
  const submit = h("button", { type: "submit", class: "primary big", "data-test": "place-bid" });
  const question = h("p", { class: "question", id: "question", "data-test": "question" });
  const no = h("button", { type: "button", class: "outline big", "data-test": "not-now" }, texts().bidding.question.no);
  const yes = h("button", { type: "button", class: "primary big", "data-test": "confirm" });
  const choice = h("div", { class: "choice", role: "group", "aria-labelledby": "question" }, no, yes);
  const act = h("div", { class: "act" }, submit, choice);
  const cost = h("p", { class: "cost quiet", "data-test": "cost" });
  const answer = h("p", { id: "answer", class: "answer", role: "status", "data-test": "answer" });
  const outbid = h("p", { class: "answer outbid", role: "alert", "data-mood": "bad", "data-test": "outbid" });
  const says = h("div", { class: "says" }, outbid, answer, question);
  const dock = h("div", { class: "dock" }, says, act, cost);
  return { dock, act, submit, question, no, yes, choice, cost, answer, outbid, says };
}

function amountField() {
  const label = h("label", { for: "amount" });
  const minimum = h("p", { id: "minimum", class: "quiet", "data-test": "minimum" });
  const input = field("amount", "decimal", { "aria-describedby": "minimum answer" });
  const element = h("div", { class: "term" }, h("div", { class: "label-line" }, label, minimum), input);
  return { element, label, minimum, input };
}

function unitsField() {
  const of = h("p", { id: "units-of", class: "quiet" });
  const input = field("quantity", "numeric", { "aria-describedby": "units-of answer", placeholder: "1" });
  const label = h("label", { for: "quantity" }, texts().bidding.form.units);
  const element = h("div", { class: "term" }, h("div", { class: "label-line" }, label, of), input);
  return { element, of, input };
}

/** The hidden maximum, folded behind the amount. */
function maximumField() {
  const summary = h("summary", { id: "maximum-label", "data-test": "automatic" });
  const labelled = { "aria-labelledby": "maximum-label", "aria-describedby": "maximum-hint answer" };
  const input = field("maximum", "decimal", labelled);
  const hint = h("p", { id: "maximum-hint", class: "quiet" }, texts().bidding.form.maximumHint);
  const element = h("details", { class: "automatic" }, summary, h("div", { class: "term" }, input, hint));
  return { element, summary, input };
}

/** What becomes of a bid before the opening, and the one that waits for it. */
function earlyWords() {
  const hint = h("p", { class: "early-hint quiet", hidden: true, "data-test": "early-hint" });
  const left = h("p", { class: "left", hidden: true, role: "status", "data-test": "left" });
  return { hint, left };
}

function field(name: string, inputmode: string, more: Readonly<Record<string, string>>): HTMLInputElement {
  return h("input", { id: name, name, inputmode, autocomplete: "off", "data-test": name, ...more });
}
