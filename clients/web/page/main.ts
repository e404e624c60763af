/** The page: wires the client, the frame around every page, and the routes. */

import "../ui/base.css";
import "../ui/parts.css";
import "./frame/sections.css";
import "./notices/notices.css";
import { AuctionClient, BidderRest } from "auction-client";
import { connectionBanner, followAttention } from "../ui/connectionBanner";
import { h, type View } from "../ui/dom";
import { footer } from "./frame/footer";
import { header } from "./frame/header";
import { keepPlaces, keptTop } from "./frame/places";
import { sections } from "./frame/sections";
import { OwnItems } from "./mine/ownItems";
import { readerOf } from "./mine/reader";
import { WatchedItems } from "./mine/watchlist";
import { lateDialog } from "./late";
import { Attention } from "./notices/attention";
import { Notices } from "./notices/notices";
import { NoticeSettings, settingsMenu } from "./notices/settings";
import { Session } from "./frame/session";
import { routeOf } from "./routes";
import { loadOthers, loadView } from "./views";
import { storedToken, takeTokenFromAddress } from "../ui/session";
import { texts } from "../ui/texts";
import { enterLanguage } from "../ui/texts/language";

async function start(): Promise<void> {
  // First the token, because the address may change while the texts are loaded.
  const given = takeTokenFromAddress();
  const token = given ?? storedToken();
  // The first view is loaded beside the texts.
  void loadView(routeOf(location.hash)).catch(() => {});
  await enterLanguage();
  document.title = texts().common.auction;
  const client = new AuctionClient(token === undefined ? {} : { token });
  followAttention(client);
  const rest = new BidderRest("", () => client.acceptedToken);
  rest.clockRead.subscribe((sample) => client.learnTime(sample));
  const session = new Session(client, rest, given, (isExpired) => notices.endSession(isExpired, join));
  const join = lateDialog(async () => (await import("./frame/dialogs")).joinDialog(client, rest, session));
  const own = new OwnItems(client, rest);
  const account = lateDialog(async () => (await import("./frame/dialogs")).accountDialog(client, own, session));
  const settings = new NoticeSettings();
  const notices = new Notices(client, own, new Attention(settings), itemOnPage);
  const reader = readerOf(client, own, new WatchedItems(client, rest, join));
  const main = h("main", { id: "main", tabindex: "-1" });
  const top = [header(client, join, account), sections(client, settingsMenu(settings))];
  document.body.append(...top, connectionBanner(client).element, notices.element, main, footer());

  let view: View | undefined;
  let turn = 0;
  const show = async () => {
    const own = ++turn;
    const { hash } = location;
    const make = await loadView(routeOf(hash)).catch(() => notLoaded);
    // The reader may have gone on while the view was loaded. The event of another address comes after it.
    if (own !== turn || hash !== location.hash) return;
    view?.dispose();
    view = make({ client, rest, reader, join });
    main.replaceChildren(view.element);
    // Readers with a keyboard or a screen reader continue in the new page. The first page leaves the focus alone.
    if (turn > 1) main.focus({ preventScroll: true });
    window.scrollTo(0, keptTop());
  };
  keepPlaces();
  window.addEventListener("hashchange", () => {
    session.signInByAddress();
    void show();
  });
  // A link may have been opened in this tab since the start.
  session.signInByAddress();
  await show();
  loadOthers();
}

/** The view in the place of one that could not be loaded; the next address tries again. */
function notLoaded(): View {
  return { element: h("p", { class: "wide quiet", role: "alert" }, texts().following.unavailable), dispose() {} };
}

function itemOnPage(): string | null {
  const route = routeOf(location.hash);
  return route.page === "item" ? route.id : null;
}

void start();
