/** Asking to be admitted to a sale that chooses its bidders. It stands in the place of the bid form. */

import type { Admission, BidderRest, Item, Terms } from "auction-client";
import { button, h, setText } from "../../../ui/dom";
import { refusalText } from "../../../ui/refusals";
import { texts } from "../../../ui/texts";
import type { Part } from "../../late";

export interface AdmissionSight {
  readonly admission: Admission;
  readonly item: Item;
}

/** The panel; `answered` is called with the answer to the reader who has asked. */
export function admissionPanel(rest: BidderRest, answered: (admission: Admission) => void): Part<AdmissionSight> {
  const state = h("p", { class: "admission-state", role: "status", "data-test": "admission" });
  const terms = h("div", { class: "admission-terms" });
  const problem = h("p", { class: "answer", role: "alert", "data-mood": "bad" });
  const ask = button("", { class: "primary big", "data-test": "ask-admission" }, () => void send());
  const dock = h("div", { class: "dock" }, ask);
  const element = h("div", { class: "admission" }, state, terms, problem, dock);
  let shown: AdmissionSight | null = null;
  let asked: Terms | null = null;
  let isRead = false;
  let reading: Promise<void> | undefined;

  const read = async (auctionId: string) => {
    const sale = await rest.auction(auctionId, { limit: 1 });
    isRead = true;
    asked = sale.ok ? sale.terms : null;
    drawTerms(terms, asked);
    draw();
  };
  const send = async () => {
    if (shown === null) return;
    const { item } = shown;
    ask.disabled = true;
    const answer = await rest.bidders.askAdmission(item.auction_id, "", asked?.version ?? null);
    ask.disabled = false;
    setText(problem, answer.ok ? "" : refusalText(answer.error, item.currency));
    if (answer.ok) answered(answer);
  };
  const draw = () => {
    if (shown === null) return;
    const { admission } = shown;
    setText(state, admissionText(admission));
    // Nobody asks before they could read the terms.
    terms.hidden = dock.hidden = !asksFor(admission) || !isRead;
    setText(ask, asked === null ? texts().bidding.admission.ask : texts().bidding.admission.acceptAndAsk);
  };

  return {
    element,
    update(sight) {
      shown = sight;
      if (asksFor(sight.admission)) reading ??= read(sight.item.auction_id);
      draw();
    },
  };
}

/** Where the reader stands, in words. */
export function admissionText({ state, reason }: Admission): string {
  const words = texts().bidding.admission;
  switch (state) {
    case "requested":
      return words.requested;
    case "deposit_due":
      return words.depositDue;
    case "refused":
      return reason === "" ? words.refused : words.refusedBecause(reason);
    case "blocked":
      return words.blocked;
    default:
      return words.none;
  }
}

/** Whether the reader can ask to be admitted. */
export function asksFor({ state }: Admission): boolean {
  return state === "none" || state === "refused";
}

function drawTerms(element: HTMLElement, terms: Terms | null): void {
  const words = texts().bidding.admission;
  if (terms === null) return element.replaceChildren();
  if (terms.text !== null) {
    const text = h("p", { dir: "auto", class: "description" }, terms.text);
    return element.replaceChildren(h("details", { class: "automatic" }, h("summary", {}, words.terms), text));
  }
  const link = h("a", { href: terms.url ?? "", target: "_blank", rel: "noreferrer" }, words.terms);
  element.replaceChildren(link);
}
