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
import { keepPlaces, keptTop } from "./frame/places";
import { sections } from "./frame/sections";
import type { MinePlace } from "./mine/minePage";
import { OwnItems } from "./mine/ownItems";
import { readerOf } from "./mine/reader";
import { WatchedItems } from "./mine/watchlist";
import type { Reader } from "./sales/itemCard";
import { joinDialog } from "./frame/joinDialog";
import { Attention } from "./notices/attention";
import { Notices } from "./notices/notices";
import { NoticeSettings, settingsMenu } from "./notices/settings";
import { Session } from "./frame/session";
import { routeOf, type Route } from "./routes";
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
  const show = async () => {
    const { hash } = location;
    const open = await opener(routeOf(hash), client, rest, reader, join);
    if (location.hash !== hash) return;
    view?.dispose();
    view = open();
    main.replaceChildren(view.element);
    window.scrollTo(0, keptTop());
  };
  keepPlaces();
  window.addEventListener("hashchange", () => {
    session.signInByAddress();
    void show();
  });
  await show();
}

/** Load the code of a route's page; return a function that opens it. */
async function opener(
  { page, id }: Route,
  client: AuctionClient,
  rest: AuctionRest,
  reader: Reader,
  join: () => void,
): Promise<() => View> {
  switch (page) {
    case "item": {
      const { itemPage } = await import("./item/itemPage");
      return () => itemPage(client, rest, id, join);
    }
    case "auction": {
      const { salePage } = await import("./sales/salePage");
      return () => salePage(client, rest, reader, id);
    }
    case "mine": {
      const { minePage } = await import("./mine/minePage");
      return () => minePage(client, rest, reader, id as MinePlace, join);
    }
    case "sales": {
      const { salesPage } = await import("./sales/salesPage");
      return () => salesPage(client, rest, reader);
    }
  }
}

function itemOnPage(): string | null {
  const route = routeOf(location.hash);
  return route.page === "item" ? route.id : null;
}

void start();
