/** What several parts of the page say: statuses, formats, times, amounts, refusals. */

import type { Texts } from "..";
import { numberText } from "../locale";
import { plurals } from "../plurals";

const count = plurals("de");

const statuses: Texts["common"]["statuses"] = {
  scheduled: "Noch nicht eröffnet",
  open: "Offen",
  paused: "Unterbrochen",
  closing: "Zum Ersten, zum Zweiten",
  sold: "Verkauft",
  unsold: "Nicht verkauft",
  cancelled: "Zurückgezogen",
  deleted: "Entfernt",
};

const formats: Texts["common"]["formats"] = {
  bid: (money) => (money === undefined ? "Bieten" : `${money} bieten`),
  take: (money) => (money === undefined ? "Nehmen" : `Für ${money} nehmen`),
  buy: (money) => (money === undefined ? "Kaufen" : `Für ${money} kaufen`),
  submit: (money) => (money === undefined ? "Abgeben" : `${money} abgeben`),
  yourBid: "Ihr Gebot",
  yourSealedBid: "Ihr verdecktes Gebot",
  yourOfferEach: "Ihr Angebot je Stück",
  currentBid: "Aktuelles Gebot",
  fallingPrice: "Preis jetzt, fallend",
  price: "Preis",
  offersFrom: "Angebote ab",
  reserveNotMet: "Mindestpreis nicht erreicht",
  reserveMet: "Mindestpreis erreicht",
  secret: "Gebote bleiben bis zum Schluss verdeckt",
  paysSecond: "Gezahlt wird das zweithöchste Gebot",
  paysLowest: "Alle zahlen den niedrigsten angenommenen Preis",
  units: (units) => count(units, { other: "# Stück" }),
  left: (left, all) => `noch ${numberText(left)} von ${numberText(all)}`,
  winner: (name, units, money) => `${name} ${numberText(units)} zu ${money}`,
};

const times: Texts["common"]["times"] = {
  opensSoon: "Öffnet in Kürze",
  opensIn: "Öffnet in",
  untilClosed: "Bis zum Zuschlag",
  endsIn: "Endet in",
  closing: "Schließt …",
  stopped: "Die Uhr steht",
  ended: "Beendet",
  extended: (by) => `Verlängert ${by}`,
  days: (days, clock) => `${numberText(days)} T ${clock}`,
  moved(minutes, seconds) {
    const parts = [minutes && `${numberText(minutes)} min`, seconds && `${numberText(seconds)} s`];
    return `+${parts.filter(Boolean).join(" ")}`;
  },
};

const amounts: Texts["common"]["amounts"] = {
  outOfRange: "Dieser Betrag ist zu klein oder zu groß.",
  notAnAmount: (example) => `Das ist kein Betrag. Schreiben Sie ihn so: ${example}`,
  noDecimals: (currency) => `${currency} hat keine Nachkommastellen.`,
  decimalsAtMost: (currency, decimals) => `${currency} hat höchstens ${numberText(decimals)} Nachkommastellen.`,
};

const refusals: Texts["common"]["refusals"] = {
  tooLow: "Zu niedrig.",
  tooLowBelow: (minimum) => `Zu niedrig: Das Mindestgebot beträgt jetzt ${minimum}.`,
  alreadyLeading: "Sie führen bereits. Um mehr zu bieten, nennen Sie ein höheres geheimes Höchstgebot.",
  closed: "Zu spät: Die Auktion dieses Loses ist beendet.",
  notOpen: "Das Bieten hat noch nicht begonnen.",
  paused: "Das Bieten ist unterbrochen.",
  onlyLeft: (left) => `Nur noch ${numberText(left)} verfügbar.`,
  soldOut: "Ausverkauft.",
  limitExceeded: "Das übersteigt Ihr Limit in dieser Auktion.",
  limitExceededOf: (limit) => `Das übersteigt Ihr Limit von ${limit} in dieser Auktion.`,
  notRetractable: () => "Ihr Gebot bleibt bestehen; es lässt sich nicht mehr zurücknehmen.",
  ownItem: "Auf Ihr eigenes Los können Sie nicht bieten.",
  unauthenticated: "Sie sind nicht mehr angemeldet. Melden Sie sich wieder an, um zu bieten.",
  rateLimited: "Zu viele Anfragen. Warten Sie einen Moment und versuchen Sie es noch einmal.",
  unanswered: "Keine Antwort. Prüfen Sie Ihre Verbindung.",
  offLadder: "Dieser Betrag liegt zwischen den Schritten. Wählen Sie einen der angebotenen Beträge.",
  implausible: "Dieser Betrag ist ungewöhnlich hoch. Sehen Sie ihn noch einmal an.",
  busy: "Zu viele Gebote auf einmal; Ihres wurde nicht angenommen. Versuchen Sie es noch einmal.",
  unavailable: "Das ist gerade nicht möglich; es wurde nichts entschieden. Versuchen Sie es gleich noch einmal.",
  unknown: "Die Antwort ging verloren. Versuchen Sie es noch einmal: Dieselbe Anfrage wird nicht zweimal ausgeführt.",
  conflict: "Inzwischen hat sich etwas geändert. Sehen Sie noch einmal nach, bevor Sie fortfahren.",
  notFound: "Das gibt es hier nicht mehr.",
  internal: "Dem Server ist ein Fehler unterlaufen. Versuchen Sie es gleich noch einmal.",
  invalidName: "Das geht hier nicht als Name. Nehmen Sie sichtbare Buchstaben, Ziffern und Zeichen.",
  other: (message) => `Abgelehnt (${message}).`,
};

export const common: Texts["common"] = {
  auction: "Auktion",
  you: "Sie",
  anonymous: "anonym",
  untitled: "Ohne Titel",
  dismiss: "Schließen",
  cancel: "Abbrechen",
  loading: "Wird geladen …",
  separator: ", ",
  statuses,
  formats,
  times,
  amounts,
  refusals,
};
