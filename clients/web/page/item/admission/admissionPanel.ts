/** Asking to be admitted to a sale that chooses its bidders. It stands in the place of the bid form. */

import type { Admission, AuctionClient, BidderRest, Identity, Item, Terms } from "auction-client";
import { button, h, setText } from "../../../ui/dom";
import { refusalText } from "../../../ui/refusals";
import { hasEnded } from "../../../ui/statuses";
import { texts } from "../../../ui/texts";

export interface AdmissionPanel {
  readonly element: HTMLElement;
  /** Whether the reader may bid, as far as is known. The server decides. */
  readonly mayBid: boolean;
  update(item: Item, me: Identity | null): void;
  dispose(): void;
}

export function admissionPanel(client: AuctionClient, rest: BidderRest, changed: () => void): AdmissionPanel {
  const state = h("p", { class: "admission-state", role: "status", "data-test": "admission" });
  const terms = h("div", { class: "admission-terms" });
  const problem = h("p", { class: "answer", role: "alert", "data-mood": "bad" });
  const ask = button("", { class: "primary big", "data-test": "ask-admission" }, () => void send());
  const dock = h("div", { class: "dock" }, ask);
  const element = h("div", { class: "admission", hidden: true }, state, terms, problem, dock);
  let shown: { readonly item: Item; readonly me: Identity } | null = null;
  let admission: Admission | null = null;
  let asked: Terms | null = null;
  let readFor = "";

  const isOpen = () => admission !== null && admission.required && admission.state !== "approved";
  const take = (next: Admission | null) => {
    admission = next;
    draw();
    changed();
  };
  const read = async ({ item, me }: { readonly item: Item; readonly me: Identity }) => {
    const answer = await rest.bidders.admission(item.auction_id);
    if (shown?.me.user_id !== me.user_id || !answer.ok) return;
    if (answer.required && asksFor(answer)) {
      const sale = await rest.auction(item.auction_id, { limit: 1 });
      asked = sale.ok ? sale.terms : null;
      drawTerms(terms, asked);
    }
    take(answer);
  };
  const send = async () => {
    if (shown === null) return;
    ask.disabled = true;
    const answer = await rest.bidders.askAdmission(shown.item.auction_id, "", asked?.version ?? null);
    ask.disabled = false;
    setText(problem, answer.ok ? "" : refusalText(answer.error, shown.item.currency));
    if (answer.ok) take(answer);
  };
  const draw = () => {
    element.hidden = !isOpen() || shown === null || hasEnded(shown.item.status);
    if (admission === null || shown === null) return;
    setText(state, admissionText(admission));
    terms.hidden = dock.hidden = !asksFor(admission);
    setText(ask, asked === null ? texts().bidding.admission.ask : texts().bidding.admission.acceptAndAsk);
  };
  const unsubscribe = client.admission.subscribe((next) => {
    if (shown !== null && next.auction_id === shown.item.auction_id) take(next);
  });

  return {
    element,
    get mayBid() {
      return !isOpen();
    },
    update(item, me) {
      shown = me === null ? null : { item, me };
      const key = me === null ? "" : `${item.auction_id} ${me.user_id}`;
      if (key !== readFor) {
        readFor = key;
        admission = null;
        if (shown !== null) void read(shown);
      }
      draw();
    },
    dispose: unsubscribe,
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
