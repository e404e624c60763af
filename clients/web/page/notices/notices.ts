/**
 * Notices over the page, on every page: the reader was outbid, has won, or was outbid at the end.
 *
 * They lie over the page and move nothing. A notice is gone when it is stale: when the reader leads again, when the
 * item has ended, or once they have visited it.
 */

import { isOwn, type AuctionClient, type BidLost } from "auction-client";
import { button, h, setText } from "../../ui/dom";
import { formatMoney } from "../../ui/money";
import { hasEnded } from "../../ui/statuses";
import { titleText } from "../../ui/text";
import { texts } from "../../ui/texts";
import type { NamedChange, OwnItems } from "../mine/ownItems";
import type { Attention } from "./attention";
import { noticeOf, outbidText, type NoticeTexts } from "./noticeTexts";

/** The places of the notices that are shown at once. */
const SLOTS = [0, 1, 2];
/** How long a new notice lets taps through to the page, so that none is caught under a finger. */
const ARMED_AFTER_MS = 600;

interface Notice {
  /** Its place, which it keeps: a notice that goes moves no other one under a finger. */
  readonly slot: number;
  readonly isAboutLead: boolean;
  dispose(): void;
}

export class Notices {
  readonly element: HTMLElement;
  private readonly shown = new Map<string, Notice>();

  constructor(
    private readonly client: AuctionClient,
    private readonly own: OwnItems,
    private readonly attention: Attention,
    private readonly itemOnPage: () => string | null,
  ) {
    const attributes = { class: "toasts", role: "region", "aria-label": texts().following.notices.notices };
    this.element = h("div", { ...attributes, "aria-live": "polite", "data-test": "notices" });
    own.changes((change) => this.take(change));
    client.bidLost.subscribe((bid) => void this.loseBid(bid));
    client.identity.subscribe((identity) => {
      for (const itemId of [...this.shown.keys()]) if ((itemId === "") === (identity !== null)) this.remove(itemId);
    });
    window.addEventListener("hashchange", () => this.remove(itemOnPage() ?? " "));
  }

  /** The reader's token was refused: say so, and offer joining again. */
  endSession(isExpired: boolean, join: () => void): void {
    const { signedOut, expired, joinAgain } = texts().following.notices;
    this.put("", { mood: "bad", heading: isExpired ? expired : signedOut, title: "", text: joinAgain, link: null });
    const again = button(texts().frame.join, { class: "link", "data-test": "join-again" }, join);
    this.element.lastElementChild?.querySelector(".toast-foot")?.append(again);
  }

  private take(change: NamedChange): void {
    const shown = noticeOf(change);
    if (shown === null) {
      if (this.shown.get(change.item_id)?.isAboutLead) this.remove(change.item_id);
      return;
    }
    this.attention.call(`${shown.heading} · ${titleText(change.item.title)}`);
    if (change.item_id === this.itemOnPage()) return;
    this.put(change.item_id, shown, change.standing === "outbid" ? change : undefined);
  }

  private async loseBid(bid: BidLost): Promise<void> {
    if (bid.item_id === this.itemOnPage()) return;
    const item = await this.own.read(bid.item_id);
    if (item === null) return;
    const { bidLost, bidLostText, viewItem } = texts().following.notices;
    const text = bidLostText(formatMoney(bid.amount, item.currency));
    const link = { href: hrefOf(bid.item_id), text: viewItem };
    this.put(bid.item_id, { mood: "bad", heading: bidLost, title: titleText(item.title), text, link });
  }

  /** Show a notice in the place of the one about the same item. An `outbid` follows the item while it is shown. */
  private put(itemId: string, shown: NoticeTexts, outbid?: NamedChange): void {
    const slot = this.freeSlot(itemId);
    const text = h("p", { class: "toast-text" }, shown.text);
    const link = h("a", { class: "toast-link", "data-test": "notice-link" });
    const close = button("×", { class: "toast-close", "aria-label": texts().following.notices.dismiss }, () => this.remove(itemId));
    const body = h("div", {}, h("p", { class: "toast-head" }, shown.heading));
    if (shown.title !== "") body.append(h("p", { class: "toast-title", dir: "auto" }, shown.title));
    const foot = h("div", { class: "toast-foot" }, text);
    body.append(foot);
    const attributes = { class: "toast", "data-mood": shown.mood, "data-slot": String(slot), "data-test": "notice" };
    const element = h("div", attributes, body, close);
    if (shown.link !== null) {
      link.href = shown.link.href;
      link.textContent = shown.link.text;
      // The notice goes with the reader, also where the link leads to another page than the item's.
      link.addEventListener("click", () => setTimeout(() => this.remove(itemId)));
      foot.append(link);
    }
    const armed = setTimeout(() => element.toggleAttribute("data-armed", true), ARMED_AFTER_MS);
    let isGone = false;
    const unwatch = outbid && this.follow(outbid, text, link, () => isGone);
    const dispose = () => {
      isGone = true;
      clearTimeout(armed);
      unwatch?.();
      element.remove();
    };
    this.shown.set(itemId, { slot, isAboutLead: outbid !== undefined, dispose });
    this.element.append(element);
  }

  /** Free the slot of the notice about the same item, or one that is empty, or that of the oldest notice. */
  private freeSlot(itemId: string): number {
    const before = this.shown.get(itemId);
    const taken = new Set([...this.shown.values()].map((notice) => notice.slot));
    const empty = SLOTS.find((slot) => !taken.has(slot));
    const [oldest] = this.shown;
    if (before === undefined && empty !== undefined) return empty;
    const slot = before?.slot ?? oldest?.[1].slot ?? 0;
    this.remove(before === undefined ? (oldest?.[0] ?? "") : itemId);
    return slot;
  }

  /** Keep the price and the next bid of a notice true, and remove it when it is stale. */
  private follow(change: NamedChange, text: HTMLElement, link: HTMLElement, isGone: () => boolean): () => void {
    return this.client.watch(change.item_id, ({ item }) => {
      if (isGone()) return;
      if (isOwn(item.leader, this.client.identity.value) || hasEnded(item.status)) return this.remove(change.item_id);
      const shown = outbidText({ ...change, price: item.price, minimum: item.minimum });
      setText(text, shown.text);
      setText(link, shown.link?.text ?? "");
    });
  }

  private remove(itemId: string): void {
    const notice = this.shown.get(itemId);
    this.shown.delete(itemId);
    notice?.dispose();
  }
}

function hrefOf(itemId: string): string {
  return `#/item/${encodeURIComponent(itemId)}`;
}
