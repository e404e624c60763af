/**
 * The page: wires the client, the frame around every page, and the routes.
 *
 * Routes live in the address's hash: `#/` the sales, `#/auction/ID` one sale, `#/item/ID` one item.
 */

import "./base.css";
import "./parts.css";
import "./item.css";
import { AuctionClient, AuctionRest } from "../sdk";
import { h, type View } from "./dom";
import { header } from "./header";
import { itemPage } from "./itemPage";
import { joinDialog } from "./joinDialog";
import { notices } from "./notices";
import { salesPage } from "./salesPage";
import { storedToken, takeTokenFromAddress } from "./session";

type Route = { readonly page: "sales" | "auction" | "item"; readonly id: string };

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

function routeOf(hash: string): Route {
  const [, page, id] = /^#\/(item|auction)\/([A-Za-z0-9_.-]{1,64})$/.exec(hash) ?? [];
  if (id === undefined) return { page: "sales", id: "" };
  return { page: page === "item" ? "item" : "auction", id };
}

start();
