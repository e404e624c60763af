/** The page: wires the client, the frame around every page, and the routes. */

import "../ui/base.css";
import "../ui/parts.css";
import "./item/item.css";
import "./sales/sales.css";
import "./notices/notices.css";
import { AuctionClient, AuctionRest } from "auction-client";
import { followAttention } from "../ui/connectionBanner";
import { h, type View } from "../ui/dom";
import { accountDialog } from "./frame/accountDialog";
import { footer } from "./frame/footer";
import { header } from "./frame/header";
import { itemPage } from "./item/itemPage";
import { keepPlaces, keptTop } from "./frame/places";
import { sections } from "./frame/sections";
import { minePage, type MinePlace } from "./mine/minePage";
import { OwnItems } from "./mine/ownItems";
import { readerOf } from "./mine/reader";
import { WatchedItems } from "./mine/watchlist";
import type { Reader } from "./sales/itemCard";
import { salePage } from "./sales/salePage";
import { joinDialog } from "./frame/joinDialog";
import { Attention } from "./notices/attention";
import { Notices } from "./notices/notices";
import { NoticeSettings, settingsMenu } from "./notices/settings";
import { Session } from "./frame/session";
import { routeOf, type Route } from "./routes";
import { salesPage } from "./sales/salesPage";
import { storedToken, takeTokenFromAddress } from "../ui/session";
import { texts } from "../ui/texts";
import { enterLanguage } from "../ui/texts/language";

async function start(): Promise<void> {
  // First the token, because the address may change while the texts are loaded.
  const given = takeTokenFromAddress();
  const token = given ?? storedToken();
  await enterLanguage();
  document.title = texts().common.auction;
  const client = new AuctionClient(token === undefined ? {} : { token });
  followAttention(client);
  const rest = new AuctionRest("", () => client.acceptedToken);
  rest.clockRead.subscribe((sample) => client.learnTime(sample));
  const session = new Session(client, rest, given);
  const dialog = joinDialog(client, rest, session);
  const account = accountDialog(client, rest, session);
  const join = () => dialog.open();
  const own = new OwnItems(client, rest);
  const settings = new NoticeSettings();
  const notices = new Notices(client, own, new Attention(settings), itemOnPage);
  const reader = readerOf(client, own, new WatchedItems(client, rest, join));
  const main = h("main", { id: "main" });
  const top = [header(client, join, () => account.open()), sections(client, settingsMenu(settings)), notices.element];
  const parts = [...top, main, footer(), dialog.element, account.element];
  document.body.append(...parts);

  let view: View | undefined;
  const show = () => {
    view?.dispose();
    view = viewOf(routeOf(location.hash), client, rest, reader, join);
    main.replaceChildren(view.element);
    window.scrollTo(0, keptTop());
  };
  keepPlaces();
  window.addEventListener("hashchange", () => {
    session.signInByAddress();
    show();
  });
  show();
}

function viewOf(route: Route, client: AuctionClient, rest: AuctionRest, reader: Reader, join: () => void): View {
  switch (route.page) {
    case "item":
      return itemPage(client, rest, route.id, join);
    case "auction":
      return salePage(client, rest, reader, route.id);
    case "mine":
      return minePage(client, rest, reader, route.id as MinePlace, join);
    case "sales":
      return salesPage(client, rest, reader);
  }
}

function itemOnPage(): string | null {
  const route = routeOf(location.hash);
  return route.page === "item" ? route.id : null;
}

void start();
