/** The page of one item: its price, its bids, the auctioneer's buttons. */

import type { Texts } from "..";
import { numberText } from "../locale";
import { lists, plurals } from "../plurals";

const count = plurals("de");
const list = lists("de");

const price: Texts["item"]["price"] = {
  soldFor: "Verkauft für",
  startingPrice: "Startpreis",
  lastBid: "Letztes Gebot",
  bids: (bids) => count(bids, { one: "# Gebot", other: "# Gebote" }),
  soldTo: (bids) => `${bids}, verkauft an `,
  lastBy: (bids) => `${bids}, zuletzt von `,
  ledBy: (bids) => `${bids}, es führt: `,
  spoken: (label, money) => `${label} ${money}.`,
  spokenLed: (label, money, name) => `${label} ${money}, ${name}.`,
};

const bids: Texts["item"]["bids"] = {
  title: "Gebote",
  watching: (watchers) => count(watchers, { one: "# schaut zu", other: "# schauen zu" }),
  takenBack: "zurückgenommen",
  units: (units, money) => `${numberText(units)} × ${money}`,
  afterTheClose: "Die Gebote werden nach dem Schluss gezeigt.",
  none: "Noch keine Gebote. Das erste führt.",
  noneSold: "Noch nichts verkauft.",
  noneAtAll: "Es gab kein Gebot.",
  noneSoldAtAll: "Es wurde nichts verkauft.",
  earlier: (bids) => `und ${numberText(bids)} frühere`,
};

const lost: Texts["item"]["lost"] = {
  bid: (money) => `Ihr Gebot von ${money} ging bei einer Störung verloren und gilt nicht.`,
  bids: (amounts) => `Ihre Gebote von ${list(amounts)} gingen bei einer Störung verloren und gelten nicht.`,
};

const controls: Texts["item"]["controls"] = {
  title: "Die Auktion leiten",
  done: "Erledigt.",
  open: "Eröffnen",
  pause: "Unterbrechen",
  resume: "Fortsetzen",
  warn: "Letzte Warnung",
  close: "Zuschlagen",
  closeNow: "Jetzt zuschlagen?",
  withdraw: "Zurückziehen",
  withdrawIt: "Wirklich zurückziehen?",
};

export const item: Texts["item"] = {
  theItem: "Das Los",
  description: "Beschreibung",
  noSuchItem: "Dieses Los gibt es nicht.",
  notice: "Mitteilung des Hauses",
  joinToBid: "Anmelden und mitbieten",
  tab: (money, title) => `${money} · ${title}`,
  price,
  bids,
  lost,
  controls,
};
