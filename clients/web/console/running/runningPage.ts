/** Running a sale lot by lot: the lots, the lot that is up, and the room. */

import type { Item, Unsubscribe } from "auction-client";
import { h, perFrame, setText, type View } from "../../ui/dom";
import { atMoment, isFalling } from "../../ui/fallingClock";
import { actButton } from "../controls/actButton";
import { answerLine } from "../controls/answerLine";
import { panel } from "../controls/parts";
import { listenForShortcuts, type Shortcut } from "../controls/shortcuts";
import type { SaleDesk } from "../desk";
import { hashOf } from "../routes";
import { firstToRun, neighbour } from "../sale/saleItems";
import { texts } from "../texts";
import { actPanel } from "./actPanel";
import { bidTable } from "./bidTable";
import { Commands } from "./commands";
import { LotDesk } from "./lotDesk";
import { lotList } from "./lotList";
import { roomEntry } from "./roomEntry";
import { roomPanel } from "./roomPanel";
import { saleActs } from "./saleActs";
import { askingForm, noticeForm } from "./sideForms";
import { stage } from "./stage";

const TICK_MS = 100;

export interface RunningPage extends View {
  /** Show another lot; an empty id chooses the one to run first. */
  choose(itemId: string): void;
}

export function runningPage(desk: SaleDesk): RunningPage {
  const t = texts().running;
  const { sale } = desk;
  const list = lotList(sale.auctionId);
  const saleAnswer = answerLine("sale-answer");
  const whole = saleActs(desk, saleAnswer);
  const place = h("div", { class: "lot-place" });
  const side = h("aside", { class: "lots-side", "aria-label": t.lots.title }, list.element, whole.element, saleAnswer.element);
  const element = h("div", { class: "run" }, side, place);
  let lot: LotView | null = null;
  let stopKeys: Unsubscribe = () => {};

  const go = (item: Item | undefined) => {
    if (item !== undefined) location.hash = hashOf(sale.auctionId, "run", item.item_id);
  };
  const step = (by: 1 | -1, onlyToRun = false) => go(lot === null ? undefined : neighbour(sale.items, lot.itemId, by, onlyToRun));
  const keys: readonly Shortcut[] = [
    { key: "J", press: () => step(1) },
    { key: "ArrowDown", press: () => step(1) },
    { key: "K", press: () => step(-1) },
    { key: "ArrowUp", press: () => step(-1) },
    { key: "L", press: () => step(1, true) },
    { key: "/", press: () => list.focusSearch() },
    { key: "Escape", press: () => lot?.unask() },
    ...whole.shortcuts,
  ];
  const show = (itemId: string) => {
    lot?.dispose();
    stopKeys();
    lot = itemId === "" ? null : lotView(desk, itemId, () => step(1, true));
    place.replaceChildren(lot?.element ?? h("p", { class: "quiet page", "data-test": "no-lot" }, t.lots.noItems));
    stopKeys = listenForShortcuts([...keys, ...(lot?.shortcuts ?? [])]);
  };
  /** Have the address name the lot that was chosen without it, so that a reload shows the same one. */
  const nameLot = () => {
    const hash = hashOf(sale.auctionId, "run", lot?.itemId);
    if (location.hash !== hash) history.replaceState(history.state, "", hash);
  };
  const draw = perFrame(() => {
    list.update(sale.items, lot?.itemId ?? "");
    whole.update();
    if (lot !== null || sale.items.length === 0) return;
    show(firstToRun(sale.items)?.item_id ?? "");
    nameLot();
  });
  const unsubscribe = sale.subscribe(draw);
  show("");
  draw();
  return {
    element,
    choose(itemId) {
      const wanted = itemId || lot?.itemId || firstToRun(sale.items)?.item_id || "";
      if (wanted !== (lot?.itemId ?? "")) show(wanted);
      nameLot();
      draw();
    },
    dispose() {
      unsubscribe();
      stopKeys();
      lot?.dispose();
    },
  };
}

interface LotView extends View {
  readonly itemId: string;
  readonly shortcuts: readonly Shortcut[];
  unask(): void;
}

/** One lot with everything that is done about it. */
function lotView(desk: SaleDesk, itemId: string, next: () => void): LotView {
  const t = texts().running;
  const { client } = desk;
  const answer = answerLine("answer");
  const draw = perFrame(() => drawLot());
  const lot = new LotDesk(itemId, answer, draw);
  const commands = new Commands(desk, lot);
  const price = stage(() => client.serverNow());
  const nextLot = actButton({ key: "L", test: "next-lot", act: next });
  const acts = actPanel(desk, lot, commands, nextLot.element);
  const entry = roomEntry(desk, lot, commands);
  const asking = askingForm(desk, lot, commands);
  const notice = noticeForm(desk, lot);
  const bids = bidTable((bid, reason) => commands.voidBid(bid, reason));
  const room = roomPanel(client, itemId);
  const waits = h("input", { type: "checkbox", id: "waits", "data-test": "waits-for-room" });
  const waiting = h("div", { class: "check" }, waits, h("label", { for: "waits" }, t.room.waits));
  const missing = h("p", { class: "quiet", "data-test": "lot-missing" });
  waits.addEventListener("change", () => (commands.waitsForRoom = waits.checked));

  const work = h("section", { class: "stage panel", "data-test": "stage" }, missing, price.element, answer.element, acts.element);
  const tools = h("section", { class: "tools panel" }, entry.element, asking.element, notice.element);
  const aside = h("div", { class: "room-side" }, panel(t.room.title, "room-panel", room.element, waiting), panel(t.bids.title, "bid-panel", bids.element));
  const element = h("div", { class: "lot" }, h("div", { class: "lot-work" }, work, tools), aside);

  // An empty lot keeps its place and is not seen, so that nothing moves when it is filled in.
  element.style.visibility = "hidden";
  const drawLot = () => {
    const { view } = lot;
    if (view === null) return;
    element.style.visibility = "";
    const item = atMoment(view.item, client.earliestServerNow());
    price.update(view, item);
    acts.update(item);
    nextLot.update({ label: t.acts.next, enabled: neighbour(desk.sale.items, itemId, 1, true) !== undefined });
    entry.update(item);
    asking.update(item);
    notice.update(item);
    bids.update(view);
    room.update(view);
    lot.drawn(item);
  };
  const ticks = setInterval(() => lot.view !== null && isFalling(lot.view.item) && draw(), TICK_MS);
  const offline = client.connectionState.subscribe((state) => (element.dataset.live = String(state === "live")));
  const unwatch = client.watch(
    itemId,
    (view) => {
      lot.receive(view);
      draw();
    },
    (refusal) => {
      setText(missing, refusal.message);
      element.style.visibility = "";
    },
  );
  if (desk.ownsSale) {
    void desk.rest.editing.listing(itemId).then((listing) => {
      if (!listing.ok) return;
      price.setReserve(typeof listing.reserve === "number" ? listing.reserve : null);
      draw();
    });
  }
  return {
    itemId,
    element,
    shortcuts: [...acts.shortcuts, { key: "L", press: nextLot.press }, ...entry.shortcuts, ...asking.shortcuts, ...notice.shortcuts],
    unask: acts.unask,
    dispose() {
      clearInterval(ticks);
      unwatch();
      offline();
      price.dispose();
      room.dispose();
    },
  };
}
