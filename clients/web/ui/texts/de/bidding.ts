/** The bid form, its answers, and taking a bid back. */

import type { Texts } from "..";
import { numberText } from "../locale";

const form: Texts["bidding"]["form"] = {
  sending: "Wird gesendet …",
  minimum: (money) => `Mindestens ${money}`,
  buyNow: (money) => `Sofort kaufen für ${money}`,
  oneTap: "Mit einem Tipp bieten",
  checkOutcome: "Ergebnis prüfen",
  secretMaximum: "Geheimes Höchstgebot",
  maximumHint: "Wir bieten für Sie, Schritt für Schritt.",
  units: "Stück",
  ofUnits: (units) => `von ${numberText(units)}`,
  takeUnits: (units) => `Nehmen Sie 1 bis ${numberText(units)} Stück.`,
  maximumBelow: (money) => `Ihr Höchstgebot liegt unter ${money}.`,
};

const answers: Texts["bidding"]["answers"] = {
  unknown: (money) => `Noch keine Antwort: Ob Ihr Gebot von ${money} gilt, ist offen.`,
  sealed: (money) => `Ihr verdecktes Gebot von ${money} ist eingegangen. Bis zum Schluss können Sie es ersetzen.`,
  yours: (units, money) => `Ihnen gehören ${numberText(units)} zu ${money}.`,
  leading: (money) => `Angenommen: Sie führen mit ${money}.`,
  outbidAtOnce: (money) => `Sofort von einem höheren Höchstgebot überboten, bei ${money}.`,
  yourMaximum: (money) => `Ihr geheimes Höchstgebot: ${money}`,
  yourUnits: (units, money) => `Ihr Angebot: ${numberText(units)} zu ${money}`,
  yourOffer: (money) => `Ihr Angebot: ${money}`,
};

const takingBack: Texts["bidding"]["takingBack"] = {
  open: "Mein Gebot zurücknehmen",
  latestTitle: "Ihr letztes Gebot zurücknehmen?",
  bidTitle: (money) => `Ihr Gebot von ${money} zurücknehmen?`,
  mistyped: "Ich habe mich vertippt",
  changedDescription: "Die Beschreibung hat sich geändert",
  keep: "Behalten",
  done: "Ihr Gebot ist zurückgenommen.",
  onlyLatest: "Nur Ihr letztes Gebot entfällt. Der Preis wird aus den verbleibenden Geboten neu berechnet.",
  allBids: "Alle Ihre Gebote auf dieses Los entfallen. Der Preis wird aus den verbleibenden Geboten neu berechnet.",
  maybeStands: "Ist es auf ein anderes Gebot oder den Mindestpreis getroffen, bleibt es bestehen.",
  noMoreBids: "Danach können Sie auf dieses Los nicht mehr bieten.",
  maybeNoMoreBids:
    "Ist es auf ein anderes Gebot oder den Mindestpreis getroffen, können Sie danach auf dieses Los nicht mehr bieten.",
};

export const bidding: Texts["bidding"] = { form, answers, takingBack };
