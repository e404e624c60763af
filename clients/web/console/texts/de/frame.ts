/** The frame around the rooms: signing in, the sales, the connection. */

import type { Texts } from "..";

export const frame: Texts["frame"] = {
  title: "Auktionspult",
  connecting: "Verbindet",
  live: "Live",
  reconnecting: "Verbindet neu",
  silent: "Keine Antwort",
  closed: "Getrennt",
  signOut: "Abmelden",
  signIn: "Anmelden",
  signInTitle: "Am Auktionspult anmelden",
  signInHint:
    "Öffnen Sie den Link, den der Knoten beim Start ausgegeben hat, oder fügen Sie das Token eines Auktionators, Schreibers oder Administrators ein.",
  token: "Token",
  tokenRefused: "Dieses Token gilt hier nicht.",
  signedOut: "Das Token wurde abgelehnt oder ist abgelaufen. Melden Sie sich neu an.",
  sales: "Auktionen",
  webhooks: "Webhooks",
  newSale: "Neue Auktion",
  noSales: "Sie haben noch keine Auktion. Legen Sie die erste an.",
  noSuchSale: "Diese Auktion gibt es nicht.",
  notYours: "Sie leiten diese Auktion nicht. Der Auktionator kann Sie als Schreiber einladen.",
  notLoaded: "Die Auktion kann gerade nicht gelesen werden. Neuer Versuch …",
  yours: "Ihre Auktionen",
  others: "Andere Auktionen",
  by: "von",
  rooms: { setup: "Vorbereiten", bidders: "Bieter", run: "Leiten", results: "Ergebnisse" },
  created: (when) => `angelegt ${when}`,
};
