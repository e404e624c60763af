/** The page: wires the client, the frame around every page, and the routes. */

import "./base.css";
import "./parts.css";
import "./item.css";
import { AuctionClient, AuctionRest } from "../sdk";
import { h, type View } from "./dom";
import { header } from "./header";
import { itemPage } from "./itemPage";
import { joinDialog } from "./joinDialog";
import { notices } from "./notices";
import { routeOf, type Route } from "./routes";
import { salesPage } from "./salesPage";
import { storedToken, takeTokenFromAddress } from "./session";

function start(): void {
  const token = takeTokenFromAddress() ?? storedToken();
  const client = new AuctionClient(token === undefined ? {} : { token });
  const rest = new AuctionRest();
  const dialog = joinDialog(client, rest);
  const join = () => dialog.open();
  const main = h("main", { id: "main" });
  document.body.append(header(client, join), notices(client, itemOnPage), main, dialog.element);

  let view: View | undefined;
  const show = () => {
    view?.dispose();
    view = viewOf(routeOf(location.hash), client, rest, join);
    main.replaceChildren(view.element);
    window.scrollTo(0, 0);
  };
  window.addEventListener("hashchange", () => {
    const given = takeTokenFromAddress();
    if (given !== undefined) void client.authenticate(given);
    show();
  });
  show();
}

function viewOf(route: Route, client: AuctionClient, rest: AuctionRest, join: () => void): View {
  switch (route.page) {
    case "item":
      return itemPage(client, route.id, join);
    case "auction":
      return salesPage(client, rest, route.id);
    case "sales":
      return salesPage(client, rest);
  }
}

function itemOnPage(): string | null {
  const route = routeOf(location.hash);
  return route.page === "item" ? route.id : null;
}

start();
