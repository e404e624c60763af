/**
 * Taking one's own bid back: offered where the rules may allow it, and confirmed with a reason and its cost.
 *
 * The server decides. The page only hides an offer that the server would refuse.
 */

import { isOwn, type AuctionClient, type Identity, type ItemView, type RetractReason } from "auction-client";
import { button, h, setText } from "../../../ui/dom";
import { formatMoney } from "../../../ui/money";
import { refusalText } from "../../../ui/refusals";
import { takesBids } from "../../../ui/statuses";
import { texts } from "../../../ui/texts";
import type { Part } from "../../late";
import { takesEarlyBids } from "../bidding/early";

const HOUR_MS = 3_600_000;
const LAST_HOURS_MS = 12 * HOUR_MS;

const REASONS: readonly RetractReason[] = ["mistyped", "changed_description"];

/** A bid of the reader; `amount` is null while no list shows it, as is always so for a raised maximum. */
export interface OwnBid {
  readonly bidId: string;
  readonly seq: number;
  readonly at: number;
  readonly amount: number | null;
}

/** An item as its reader sees it, and the latest bid whose acceptance their page has seen. */
export interface OwnSight {
  readonly view: ItemView;
  readonly me: Identity | null;
  readonly placed: OwnBid | null;
}

/**
 * The bid that may be taken back at the time `now`: the reader's latest that stands; null if there is none.
 *
 * `placed` is the latest bid whose acceptance this page has seen, listed or not.
 */
export function takeable(view: ItemView, me: Identity | null, now: number, placed: OwnBid | null): OwnBid | null {
  const { item, yours } = view;
  if (me === null) return null;
  if (takesEarlyBids(item)) return yours?.bid_id === undefined ? null : { bidId: yours.bid_id, seq: 0, at: now, amount: yours.max_amount };
  if (item.format !== "english" || !takesBids(item.status)) return null;
  const latest = latestOwn(view, me, placed);
  if (latest === null || (inLastHours(view, now) && now - latest.at > HOUR_MS)) return null;
  if (item.retraction === "never" && hasMetLimit(view, me, latest, now)) return null;
  return latest;
}

/**
 * Whether taking the bid back certainly goes with a bid that met a rival's, as far as the list of bids shows.
 *
 * A visible bid has met every rival; a raised maximum has met those that came after it. A reserve that is met
 * is shown to nobody, so false means that the page can't know.
 */
export function hasMetLimit(view: ItemView, me: Identity, bid: OwnBid, now: number): boolean {
  const rivals = view.bids.filter((each) => !isOwn(each.bidder, me));
  if (rivals.some((each) => each.seq > bid.seq)) return true;
  const shown = view.bids.some((each) => each.bid_id === bid.bidId && !each.auto);
  const others = !inLastHours(view, now) && view.bids.some((each) => isOwn(each.bidder, me) && !each.retracted);
  const visible = shown || others;
  return visible && (rivals.length > 0 || !view.item.reserve_met);
}

/** What taking the bid back costs beside the bid itself; empty if nothing. */
export function warning(view: ItemView, me: Identity, bid: OwnBid, now: number): string {
  const words = texts().bidding.takingBack;
  const { retraction } = view.item;
  if (retraction === "free") return "";
  if (retraction === "never") return words.maybeStands;
  if (hasMetLimit(view, me, bid, now)) return words.noMoreBids;
  return words.maybeNoMoreBids;
}

/** Whether only the latest bid is taken back, not all of the reader's; also true without a known end. */
export function inLastHours({ item }: ItemView, now: number): boolean {
  return item.ends_at === null || item.ends_at - now <= LAST_HOURS_MS;
}

function latestOwn(view: ItemView, me: Identity, placed: OwnBid | null): OwnBid | null {
  const own = view.bids.filter((bid) => isOwn(bid.bidder, me) && !bid.auto);
  const standing = own.filter((bid) => !bid.retracted).at(-1);
  const isGone = own.some((bid) => bid.bid_id === placed?.bidId && bid.retracted);
  if (placed !== null && !isGone && placed.seq > (standing?.seq ?? -1)) return placed;
  return standing ? { bidId: standing.bid_id, seq: standing.seq, at: standing.at, amount: standing.amount } : null;
}

/** The control beside the form; `taken` is called with the bid that was taken back. */
export function takingBack(client: AuctionClient, itemId: string, taken: (bidId: string) => void): Part<OwnSight> {
  const words = texts().bidding.takingBack;
  const { dialog, title, text, cost, problem, reasons } = takingBackDialog((reason) => void take(reason));
  const answer = h("p", { class: "answer", role: "status", "data-test": "take-back-answer" });
  const open = button(words.open, { class: "link", hidden: true, "data-test": "take-back" }, () => openDialog());
  const element = h("div", {}, open, answer, dialog);
  let latest: OwnSight | null = null;

  const current = () => latest && takeable(latest.view, latest.me, client.serverNow(), latest.placed);
  const openDialog = () => {
    const bid = current();
    if (latest === null || bid === null) return draw();
    const { currency } = latest.view.item;
    const { latestTitle, bidTitle } = words;
    setText(title, bid.amount === null ? latestTitle : bidTitle(formatMoney(bid.amount, currency)));
    setText(problem, "");
    explain();
    dialog.showModal();
  };
  // A rival may bid while the dialog is open, which changes the cost.
  const explain = () => {
    const bid = current();
    if (latest === null || latest.me === null || bid === null) return;
    const now = client.serverNow();
    const isEarly = takesEarlyBids(latest.view.item);
    setText(text, isEarly ? words.early : consequence(inLastHours(latest.view, now)));
    setText(cost, isEarly ? "" : warning(latest.view, latest.me, bid, now));
  };
  const take = async (reason: RetractReason) => {
    const bid = current();
    if (latest === null || bid === null) return dialog.close();
    const { currency } = latest.view.item;
    for (const each of reasons) each.disabled = true;
    const result = await client.retract(itemId, bid.bidId, reason);
    for (const each of reasons) each.disabled = false;
    if (!result.ok) return setText(problem, refusalText(result.error, currency));
    if (latest.placed?.bidId === bid.bidId) latest = { ...latest, placed: null };
    setText(answer, words.done);
    dialog.close();
    taken(bid.bidId);
    draw();
  };
  const draw = () => {
    open.hidden = current() === null;
    if (dialog.open) explain();
    // An open dialog blocks the page, so it closes when its question has lost its meaning.
    if (open.hidden && dialog.open && problem.textContent === "") dialog.close();
  };

  return {
    element,
    update(sight) {
      const isNew = sight.placed !== null && sight.placed.bidId !== latest?.placed?.bidId;
      if (isNew || (latest !== null && latest.me?.handle !== sight.me?.handle)) setText(answer, "");
      latest = sight;
      draw();
    },
  };
}

function consequence(onlyLatest: boolean): string {
  const { onlyLatest: latest, allBids } = texts().bidding.takingBack;
  return onlyLatest ? latest : allBids;
}

function takingBackDialog(choose: (reason: RetractReason) => void) {
  const words = texts().bidding.takingBack;
  const labels = { mistyped: words.mistyped, changed_description: words.changedDescription };
  const title = h("h2", { id: "take-back-title" });
  const text = h("p", { class: "quiet", "data-test": "take-back-text" });
  const cost = h("p", { "data-test": "take-back-cost" });
  const problem = h("p", { class: "answer", role: "alert", "data-mood": "bad", "data-test": "take-back-problem" });
  const reasons = REASONS.map((reason) =>
    button(labels[reason], { class: "outline big", "data-test": `take-back-${reason}` }, () => choose(reason)),
  );
  const keep = button(words.keep, { class: "link", "data-test": "keep-bid" }, () => dialog.close());
  const dialog = h("dialog", { "aria-labelledby": "take-back-title", "data-test": "take-back-dialog" });
  dialog.append(title, text, cost, h("div", { class: "choices" }, ...reasons), problem, keep);
  return { dialog, title, text, cost, problem, reasons };
}
