/** One sale: finds out the rights of its user there, and shows its rooms. */

import { isOwn, type Identity } from "auction-client";
import { h, setText, type View } from "../../ui/dom";
import { biddersPage } from "../bidders/biddersPage";
import type { Desk, SaleDesk } from "../desk";
import { resultsPage } from "../results/resultsPage";
import { ROOMS, type Room, type Route } from "../routes";
import { runningPage, type RunningPage } from "../running/runningPage";
import { setupPage } from "../setup/setupPage";
import { texts } from "../texts";
import { LiveSale } from "./liveSale";

type SaleRoute = Extract<Route, { page: "sale" }>;

export interface SalePage extends View {
  readonly auctionId: string;
  /** Show another room, or another part of the same one. */
  show(route: SaleRoute): void;
}

/** The rooms of a clerk, who neither sets the sale up nor admits bidders, but gives paddles. */
const CLERKS_ROOMS: readonly Room[] = ["run", "bidders", "results"];
const RETRY_MS = 2_000;

export function salePage(desk: Desk, first: SaleRoute, heading: (title: string, rooms: readonly Room[]) => void): SalePage {
  const t = texts().frame;
  const message = h("p", { class: "quiet page", "data-test": "message" }, texts().common.loading);
  const element = h("div", {}, message);
  const sale = new LiveSale(desk.client, desk.rest, first.auctionId, (refusal) => {
    setText(message, refusal.code === "not_found" ? t.noSuchSale : t.notLoaded);
  });
  let route = first;
  let own: SaleDesk | null = null;
  let shown: View | null = null;
  let running: RunningPage | null = null;
  let room: Room | null = null;
  let isEntered = false;
  let isOver = false;
  let asking: ReturnType<typeof setTimeout> | undefined;

  const enter = async () => {
    const auction = sale.auction;
    if (isEntered || auction === null) return;
    isEntered = true;
    const ownsSale = mayOwn(desk.me, auction.auctioneer);
    // Only a clerk of the sale is shown its paddles.
    const paddles = ownsSale ? null : await desk.rest.saleroom.paddles(sale.auctionId);
    if (isOver) return;
    if (paddles !== null && !paddles.ok) {
      const isNotYours = paddles.error.code === "forbidden";
      setText(message, isNotYours ? t.notYours : t.notLoaded);
      if (!isNotYours) asking = setTimeout(enterAgain, RETRY_MS);
      return;
    }
    own = { ...desk, sale, ownsSale };
    show(route);
  };
  const enterAgain = () => {
    isEntered = false;
    void enter();
  };
  const show = (next: SaleRoute) => {
    route = next;
    if (own === null) return;
    const rooms = own.ownsSale ? ROOMS : CLERKS_ROOMS;
    const wanted = rooms.includes(route.room) ? route.room : "run";
    heading(sale.auction?.title ?? "", rooms);
    if (wanted === "run") return showRunning(own);
    shown?.dispose();
    running = null;
    room = wanted;
    shown = viewOf(own, wanted, route.part);
    element.replaceChildren(shown.element);
    window.scrollTo(0, 0);
  };
  const showRunning = (desk: SaleDesk) => {
    if (running === null || room !== "run") {
      shown?.dispose();
      shown = running = runningPage(desk);
      room = "run";
      element.replaceChildren(shown.element);
    }
    running.choose(route.part);
  };
  const unsubscribe = sale.subscribe(() => void enter());
  void sale.refresh();
  return {
    auctionId: first.auctionId,
    element,
    show,
    dispose() {
      isOver = true;
      clearTimeout(asking);
      unsubscribe();
      shown?.dispose();
      sale.dispose();
    },
  };
}

function mayOwn(me: Identity, auctioneer: string): boolean {
  return me.role === "admin" || (me.role === "auctioneer" && isOwn(auctioneer, me));
}

function viewOf(desk: SaleDesk, room: Exclude<Room, "run">, part: string): View {
  switch (room) {
    case "setup":
      return setupPage(desk, part);
    case "bidders":
      return biddersPage(desk);
    case "results":
      return resultsPage(desk, part);
  }
}
