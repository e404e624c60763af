/** The console: signs the house in, and shows the room that the address names. */

import "../ui/base.css";
import "../ui/parts.css";
import "./console.css";
import "./running/running.css";
import { AuctionClient, AuctionRest } from "auction-client";
import { header } from "./frame/header";
import { salesPage } from "./frame/salesPage";
import { forget, keep, takenFromAddress, tokenAtStart } from "./frame/session";
import { signInPage } from "./frame/signIn";
import { h, type View } from "../ui/dom";
import type { Desk } from "./desk";
import { routeOf, type Room, type Route } from "./routes";
import { salePage, type SalePage } from "./sale/salePage";
import { saleForm } from "./setup/saleForm";
import { texts } from "./texts";
import { enterConsoleLanguage } from "./texts/language";
import { webhooksPage } from "./webhooks/webhooksPage";

/** Sign in with the token of the address or of this browser, or ask for one. */
function start(token: string | undefined, problem = ""): void {
  const client = new AuctionClient(token === undefined ? {} : { token });
  const again = (next: string | undefined, why = "") => {
    stopWaiting();
    client.close();
    start(next, why);
  };
  const enter = (given: string) => {
    keep(given);
    again(given);
  };
  let stopWaiting = () => {};
  if (token === undefined) {
    document.body.replaceChildren(h("main", { id: "main" }, signInPage(client, problem, enter)));
    return;
  }
  document.body.replaceChildren(h("main", { id: "main" }, h("p", { class: "quiet page" }, texts().common.loading)));
  const unrefuse = client.tokenRefused.subscribe(() => {
    forget();
    again(undefined, texts().frame.signedOut);
  });
  let stop: () => void = () => {};
  const unidentify = client.identity.subscribe((me) => {
    if (me === null) return;
    stop();
    stop = run({ client, rest: new AuctionRest("", token), me }, () => {
      forget();
      again(undefined);
    });
  });
  stopWaiting = () => {
    unrefuse();
    unidentify();
    stop();
  };
}

/** Show the rooms until the returned function is called. */
function run(desk: Desk, signOut: () => void): () => void {
  const top = header(desk.client, desk.me, signOut);
  const main = h("main", { id: "main" });
  let route: Route = routeOf(location.hash);
  let view: View | null = null;
  let sale: SalePage | null = null;

  const heading = (title = "", rooms: readonly Room[] = []) => {
    top.show(route, title, rooms);
    document.title = title === "" ? texts().frame.title : `${title} · ${texts().frame.title}`;
  };
  const show = () => {
    route = routeOf(location.hash);
    if (route.page === "sale" && sale?.auctionId === route.auctionId) return sale.show(route);
    view?.dispose();
    sale = null;
    heading();
    if (route.page === "sale") view = sale = salePage(desk, route, heading);
    else view = viewOf(route, desk);
    main.replaceChildren(view.element);
    window.scrollTo(0, 0);
  };
  document.body.replaceChildren(top.element, main);
  window.addEventListener("hashchange", show);
  show();
  return () => {
    window.removeEventListener("hashchange", show);
    view?.dispose();
    top.dispose();
  };
}

function viewOf(route: Route, desk: Desk): View {
  switch (route.page) {
    case "new":
      return saleForm(desk);
    case "webhooks":
      return webhooksPage(desk);
    default:
      return salesPage(desk);
  }
}

/** Choose the language first. The token is taken before, because the address may change meanwhile. */
async function open(): Promise<void> {
  const token = tokenAtStart();
  await enterConsoleLanguage();
  // A link that is opened in a tab of the console signs its user in.
  window.addEventListener("hashchange", () => takenFromAddress() !== undefined && location.reload());
  start(takenFromAddress() ?? token);
}

void open();
