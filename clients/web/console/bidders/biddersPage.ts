/** Admitting bidders: their requests with notes, decisions, limits, blocks; and the paddles beside them. */

import type { Answer, SaleBidder, Standing } from "auction-client";
import { button, h, type View } from "../../ui/dom";
import { handleElement, splitHandle } from "../../ui/handle";
import { formatMoney } from "../../ui/money";
import { answerLine } from "../controls/answerLine";
import { momentText, row, table } from "../controls/parts";
import type { SaleDesk } from "../desk";
import { texts } from "../texts";
import { decisionForm } from "./decisionForm";
import { paddles } from "./paddles";

type Filter = "all" | Standing;
const FILTERS: readonly Filter[] = ["requested", "approved", "refused", "blocked", "all"];
const REREAD_MS = 5_000;

export function biddersPage(desk: SaleDesk): View {
  const own = desk.ownsSale ? bidderList(desk) : null;
  const held = paddles(desk);
  const element = h("div", { class: own === null ? "page narrow" : "page two" });
  if (own !== null) element.append(own.element);
  element.append(held);
  return { element, dispose: () => own?.dispose() };
}

function bidderList(desk: SaleDesk): View {
  const t = texts().bidders;
  const { sale, rest } = desk;
  const filters = FILTERS.map((filter) => {
    const attributes = { class: "chip", "data-test": `filter-${filter}` };
    return button(t.states[filter as keyof typeof t.states], attributes, () => choose(filter));
  });
  const { columns } = t;
  const made = table("bidders", [columns.bidder, columns.state, columns.note, columns.limit, columns.acts]);
  const none = h("p", { class: "quiet" }, t.none);
  const open = h("p", { class: "quiet" }, t.open);
  const answer = answerLine("bidders-answer");
  const more = button(texts().common.more, { class: "outline", hidden: true }, () => void read(true));
  const other = byUserId((userId) => decide(newcomer(userId)));
  const nav = h("div", { class: "chips", role: "group", "aria-label": t.title }, ...filters);
  const element = h("section", { class: "panel" }, h("h2", {}, t.title), open, nav, answer.element, made.element, none, more, other);
  let filter: Filter = "requested";
  let bidders: SaleBidder[] = [];
  let after: string | undefined;
  let decided: string | null = null;
  let drawn = "";
  let isOver = false;
  open.hidden = sale.auction?.approval || sale.auction?.terms !== null || (sale.auction?.deposit ?? false);

  const choose = (chosen: Filter) => {
    filter = chosen;
    decided = null;
    void read();
  };
  const read = async (further = false) => {
    const state = filter === "all" ? {} : { state: filter };
    const page = await rest.bidders.page(sale.auctionId, { ...state, ...(further && after !== undefined ? { after } : {}) });
    if (isOver) return;
    if (!page.ok) return answer.refused(page.error, sale.currency);
    bidders = further ? [...bidders, ...page.bidders] : [...page.bidders];
    after = page.next_after ?? undefined;
    more.hidden = page.next_after === null;
    draw();
  };
  const draw = () => {
    // A button that has the focus keeps it while nothing changes.
    const key = JSON.stringify([filter, decided, bidders]);
    if (key === drawn) return;
    drawn = key;
    filters.forEach((each, at) => each.setAttribute("aria-pressed", String(FILTERS[at] === filter)));
    other.hidden = false;
    none.hidden = bidders.length > 0;
    made.element.hidden = bidders.length === 0;
    made.body.replaceChildren(...bidders.flatMap(bidderRows));
  };
  const bidderRows = (bidder: SaleBidder): HTMLElement[] => {
    const line = bidderRow(bidder);
    if (decided !== bidder.user_id) return [line];
    line.classList.add("deciding");
    return [line, h("tr", {}, h("td", { colspan: "5" }, formOf(bidder)))];
  };
  const bidderRow = (bidder: SaleBidder) => {
    const name = bidder.handle === null ? h("bdi", {}, bidder.user_id) : handleElement(bidder.handle, false);
    const who = h("div", {}, name, h("div", { class: "quiet id" }, bidder.handle === null ? "" : bidder.user_id));
    const state = h("span", { class: "badge", "data-standing": bidder.state }, texts().common.standings[bidder.state]);
    const when = h("div", { class: "quiet" }, whenText(bidder));
    const note = h("div", { class: "note", dir: "auto" }, bidder.note || bidder.reason);
    const limit = bidder.spending_limit === null ? "" : formatMoney(bidder.spending_limit, sale.currency);
    const acts = decided === bidder.user_id ? "" : buttonsOf(bidder);
    const made = row("bidder-row", who, h("div", {}, state, when), note, limit, acts);
    made.dataset.user = bidder.user_id;
    return made;
  };
  const buttonsOf = (bidder: SaleBidder) => {
    const line = h("div", { class: "line" });
    const asks = bidder.state === "requested" || bidder.state === "deposit_due";
    if (asks) {
      const admit = () => void carryOut(bidder, () => rest.bidders.admit(sale.auctionId, bidder.user_id), t.admitted);
      line.append(button(t.approve, { class: "primary", "data-test": "approve" }, admit));
    }
    if (bidder.state === "blocked") {
      const unblock = () => void carryOut(bidder, () => rest.bidders.unblock(sale.auctionId, bidder.user_id), t.unblocked);
      line.append(button(t.unblock, { class: "outline", "data-test": "unblock" }, unblock));
    }
    line.append(button("…", { class: "outline more", "data-test": "decide", "aria-label": texts().running.moreActs }, () => decide(bidder)));
    return line;
  };
  const formOf = (bidder: SaleBidder) => {
    const id = bidder.user_id;
    return decisionForm(bidder, sale.currency, {
      approve: (limit, reason) =>
        void carryOut(bidder, () => rest.bidders.admit(sale.auctionId, id, { approved: true, spending_limit: limit, reason }), t.admitted),
      refuse: (reason) =>
        void carryOut(bidder, () => rest.bidders.admit(sale.auctionId, id, { approved: false, reason }), t.refused),
      block: (reason, voidBids) =>
        void carryOut(bidder, () => rest.bidders.block(sale.auctionId, id, reason, voidBids), t.blocked),
      wrong: (problem) => answer.bad(problem),
      leave: () => decide(null),
    });
  };
  const decide = (bidder: SaleBidder | null) => {
    decided = bidder?.user_id ?? null;
    if (bidder !== null && !bidders.some((each) => each.user_id === bidder.user_id)) bidders = [bidder, ...bidders];
    draw();
    made.body.querySelector<HTMLInputElement>("form input")?.focus();
  };
  const carryOut = async (bidder: SaleBidder, act: () => Promise<Answer<SaleBidder>>, words: (name: string) => string) => {
    answer.wait(texts().common.sending);
    const result = await act();
    if (!result.ok) return answer.refused(result.error, sale.currency);
    decided = null;
    answer.good(words(bidder.handle === null ? bidder.user_id : splitHandle(bidder.handle).name));
    await read();
  };
  // Requests come while the page is open; a decision that is being made is not drawn over.
  const timer = setInterval(() => {
    if (!document.hidden && decided === null && after === undefined) void read();
  }, REREAD_MS);
  // Nothing is shown below the list before it has been read, so that nothing moves.
  other.hidden = none.hidden = made.element.hidden = true;
  void read();
  return {
    element,
    dispose() {
      isOver = true;
      clearInterval(timer);
    },
  };
}

function whenText(bidder: SaleBidder): string {
  const t = texts().bidders;
  const parts = [
    bidder.decided_at !== null ? t.decidedAt(momentText(bidder.decided_at)) : "",
    bidder.decided_at === null && bidder.requested_at !== null ? t.askedAt(momentText(bidder.requested_at)) : "",
    bidder.deposited ? t.depositPaid : "",
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

/** Somebody who has not asked, and on whom nothing has been decided. */
export function newcomer(userId: string): SaleBidder {
  const nothing = { spending_limit: null, terms_version: null, requested_at: null, decided_at: null };
  return { user_id: userId, handle: null, state: "none", approved: false, note: "", reason: "", deposited: false, ...nothing };
}

/** Deciding on somebody who has not asked. */
function byUserId(decide: (userId: string) => void): HTMLElement {
  const t = texts().bidders;
  const input = h("input", { placeholder: t.userId, "aria-label": t.userId, maxlength: "255", "data-test": "bidder-id" });
  const submit = h("button", { type: "submit", class: "outline" }, "…");
  submit.setAttribute("aria-label", t.addTitle);
  const form = h("form", { class: "line by-id" }, h("span", { class: "label" }, t.addTitle), input, submit);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const id = input.value.trim();
    if (id !== "") decide(id);
    input.value = "";
  });
  return form;
}
