/** Running the sale, lot by lot. */

import { numberText } from "../../../ui/texts/locale";
import { plurals } from "../../../ui/texts/plurals";
import type { Texts } from "..";

const count = plurals("de");
const LOTS = { one: "# Los", other: "# Lose" };

const acts: Texts["running"]["acts"] = {
  open: "Eröffnen",
  warn: "Letzte Warnung",
  hammer: "Zuschlag",
  pass: "Rückgang",
  sell: "Trotzdem verkaufen",
  pause: "Pause",
  resume: "Fortsetzen",
  extend: "+30 s",
  void: "Gebot streichen",
  reopen: "Wieder eröffnen",
  award: "An Unter\u00adbieter",
  withdraw: "Zurückziehen",
  undo: "Rück\u00adgängig",
  next: "Nächstes Los",
  pauseAll: "Alle unterbrechen",
  resumeAll: "Alle fortsetzen",
  extendAll: "Alle +1 min",
};

const questions: Texts["running"]["questions"] = {
  hammerTo: (price, bidder) => `Für ${price} an ${bidder}?`,
  hammerUnsold: "Ohne Verkauf schließen?",
  hammer: "Das Los schließen?",
  pass: "Zurückgehen lassen?",
  sell: (price) => `Für ${price} verkaufen, unter Mindestpreis?`,
  withdraw: "Wirklich zurückziehen?",
  void: (price, bidder) => `${price} von ${bidder} streichen?`,
  award: "Zahlt der Käufer nicht?",
  pauseAll: "Alle Lose unterbrechen?",
};

const done: Texts["running"]["done"] = {
  open: "Das Los ist eröffnet.",
  warn: "Die letzte Warnung ist gegeben.",
  close: "Das Los ist geschlossen.",
  pass: "Das Los geht zurück.",
  sell: "Unter dem Mindestpreis verkauft.",
  pause: "Das Los ist unterbrochen.",
  resume: "Das Los geht weiter.",
  extend: (by) => `Das Ende ist um ${by} verschoben.`,
  cancel: "Das Los ist zurückgezogen.",
  void: "Das Gebot ist gestrichen.",
  reopen: "Auf das Los kann wieder geboten werden.",
  award: "Der Unterbieter erhält das Los.",
  asking: (money) => `Gefragt sind ${money}.`,
  increment: (money) => `Der Schritt beträgt ${money}.`,
  bid: (paddle, money) => `${money} für Bieternummer ${paddle}.`,
  consignor: (money) => `${money} für den Einlieferer.`,
  early: "Es zählt ab der Eröffnung.",
  outbidAtOnce: (price) => `Ein verdecktes Höchstgebot hat sofort geantwortet: ${price}.`,
  notice: "Die Ansage ist im Saal.",
  saleNotice: (lots) => `Die Ansage steht bei ${count(lots, { one: "# Los", other: "# Losen" })}.`,
  sale: (lots) => `${count(lots, LOTS)} geändert.`,
  saleGoesOn: (lots, others) => `${count(lots, LOTS)} geändert; mit ${numberText(others)} macht der Server weiter.`,
};

const conflict: Texts["running"]["conflict"] = {
  title: "Inzwischen geändert – nichts wurde ausgeführt. Sehen Sie nach.",
  price: (before, after) => `Preis ${before} → ${after}`,
  leader: (name) => `jetzt führt ${name}`,
  nobody: "jetzt führt niemand",
  status: (before, after) => `${before} → ${after}`,
  end: "das Ende ist verschoben",
  asking: (money) => `gefragt sind ${money}`,
  notice: "es gab eine Ansage",
  description: "die Beschreibung ist geändert",
  other: "jemand anderes war schneller",
};

const room: Texts["running"]["room"] = {
  title: "Der Saal",
  reach: "haben den Preis",
  behind: (bidders) => `${numberText(bidders)} noch nicht`,
  noneBehind: "alle",
  nobody: "niemand da",
  lag: "Erreicht in",
  bidders: "Bieter",
  watchers: "Zuschauer",
  rate: "Gebote/min",
  desk: "Dieses Pult",
  refused: "Abgelehnt/min",
  unknown: "–",
  ms: (ms) => `${numberText(ms)} ms`,
  over: (ms) => `über ${ms}`,
  waits: "Der Zuschlag wartet bis zu 2 s, bis 95 % den Preis haben",
};

const bids: Texts["running"]["bids"] = {
  title: "Gebote",
  none: "Noch kein Gebot.",
  secret: "Die Angebote bleiben bis zum Schluss verdeckt.",
  void: "Streichen",
  voided: "gestrichen",
  reason: "Grund, für die Akten",
  auto: "automatisch",
  paddle: (number) => `Nr. ${number}`,
  mistake: "Irrtümlich eingegeben",
  sources: { online: "online", floor: "Saal", telephone: "Telefon", absentee: "Vorgebot", consignor: "Einlieferer" },
};

const entry: Texts["running"]["entry"] = {
  title: "Gebot aus dem Saal",
  floor: "Saal",
  telephone: "Telefon",
  absentee: "Vorgebot",
  consignor: "Einlieferer",
  paddle: "Nummer",
  amount: "Betrag",
  maximum: "Bis zu",
  units: "Stück",
  unitsOf: (most) => `Geben Sie eine Stückzahl von 1 bis ${numberText(most)} ein.`,
  enter: "Gebot eingeben",
  confirm: "So gemeint: eingeben",
  noPaddle: (number) => `Die Nummer ${number} hat niemand. Nennen Sie den Namen, dann wird das Gebot eingegeben:`,
  giveName: "Name",
  give: "Nummer vergeben",
  needPaddle: "Geben Sie die Bieternummer ein.",
};

const notices: Texts["running"]["notices"] = {
  title: "Ansage",
  placeholder: "An alle, die zuschauen",
  lot: "Dieses Los",
  sale: "Alle Lose",
  send: "Senden",
  latest: (text) => `Am Los: ${text}`,
};

const lots: Texts["running"]["lots"] = {
  title: "Lose",
  search: "Los suchen",
  keys: { next: "weiter", previous: "zurück", find: "suchen" },
  paused: "Die Auktion ist unterbrochen.",
  all: "Alle",
  toCome: "Ausstehend",
  live: "Läuft",
  ended: "Beendet",
  none: "Hier ist kein Los.",
  noItems: "Diese Auktion hat noch kein Los.",
  goToSetup: "Das erste anlegen",
  counts: (sold, ended, all) =>
    `${numberText(sold)} verkauft · ${numberText(ended)} von ${numberText(all)} beendet`,
};

export const running: Texts["running"] = {
  acts,
  questions,
  done,
  conflict,
  room,
  bids,
  entry,
  asking: { title: "Gefragt", price: "Fragen", increment: "Schritt", set: "Setzen" },
  notices,
  lots,
  price: "Preis",
  startsAt: "Startpreis",
  soldFor: "Verkauft für",
  lastBid: "Letztes Gebot",
  askingNow: "Gefragt",
  nobodyLeads: "Noch kein Gebot",
  noneStands: "Kein Gebot gilt",
  reserve: (money) => `Mindestpreis ${money}`,
  reserveMet: "erreicht",
  reserveNotMet: "nicht erreicht",
  noReserve: "Kein Mindestpreis",
  hiddenReserve: "Mindestpreis",
  estimate: (low, high) => `Schätzpreis ${low}–${high}`,
  bidCount: (bids) => count(bids, { one: "# Gebot", other: "# Gebote" }),
  noUndo: "Es gibt nichts rückgängig zu machen.",
  undone: (what) => `Rückgängig: ${what}`,
  moreActs: "Mehr",
};
