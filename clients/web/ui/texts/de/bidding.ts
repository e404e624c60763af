/** Bidding: the form and its button, the questions, the answers, the outcome, and taking a bid back. */

import type { Texts } from "..";
import { numberText } from "../locale";
import { plurals } from "../plurals";

const count = plurals("de");
const times = (units: number, money: string) => `${numberText(units)} × ${money}`;

const button: Texts["bidding"]["button"] = {
  bid: (money) => `${money} bieten`,
  bidUpTo: (money, most) => `${money} bieten, bis zu ${most}`,
  leave: (money) => `Vorab ${money} bieten`,
  leaveUpTo: (most) => `Vorab bis zu ${most} bieten`,
  change: (most) => `Höchstgebot auf ${most} ändern`,
  left: "Ihr Vorgebot liegt bereit",
  towardsReserve: (money) => `${money} bieten, dem Mindestpreis näher`,
  raise: (most) => `Höchstgebot auf ${most} erhöhen`,
  offer: (money) => `${money} anbieten`,
  offerUnits: (units, money) => `${times(units, money)} anbieten`,
  replace: (money) => `Mein Angebot durch ${money} ersetzen`,
  replaceUnits: (units, money) => `Mein Angebot durch ${times(units, money)} ersetzen`,
  take: (money) => `Für ${money} nehmen`,
  takeUnits: (units, total) => `${numberText(units)} für ${total} nehmen`,
  buy: (money) => `Für ${money} kaufen`,
  buyUnits: (units, total) => `${numberText(units)} für ${total} kaufen`,
  buyNow: (money) => `Sofort kaufen für ${money}`,
  leading: "Sie führen",
  offered: "Ihr Angebot liegt vor",
  sending: "Wird gesendet …",
  checking: "Ihr Gebot wird geprüft …",
  offline: "Warten auf die Verbindung …",
  scheduled: "Noch nicht eröffnet",
  paused: "Das Bieten ist unterbrochen",
};

const form: Texts["bidding"]["form"] = {
  minimum: (money) => `Mindestens ${money}`,
  oneTap: "Mit einem Tipp mehr bieten",
  automatic: "Automatisch bieten bis …",
  raiseMaximum: "Mein Höchstgebot erhöhen …",
  maximumHint: "Niemand sieht diesen Betrag: Wir bieten für Sie Schritt für Schritt, nur so weit, dass Sie führen.",
  yourMaximum: "Ihr Höchstgebot",
  earlyMaximum:
    "Niemand sieht diesen Betrag. Nach der Eröffnung bieten wir für Sie Schritt für Schritt, nur so weit, dass Sie führen. Bis dahin können Sie ihn ändern oder Ihr Gebot zurücknehmen.",
  early: "Niemand sieht Ihr Gebot. Es wird bei der Eröffnung abgegeben. Bis dahin können Sie es ersetzen oder zurücknehmen.",
  leading: "Sie führen. Sie müssen erst wieder bieten, wenn jemand Sie überbietet.",
  units: "Stück",
  ofUnits: (units) => `von ${numberText(units)}`,
};

const problems: Texts["bidding"]["problems"] = {
  units: (units) => `Wählen Sie 1 bis ${numberText(units)} Stück.`,
  maximumBelow: (money) => `Ihr Höchstgebot liegt unter ${money}.`,
  maximumNotHigher: (money) => `Ihr Höchstgebot ist bereits ${money}. Nur ein höheres ändert es.`,
};

const question: Texts["bidding"]["question"] = {
  buyNow: (money) => `Jetzt für ${money} kaufen? Das Los gehört Ihnen sofort, und seine Auktion endet.`,
  unusual: (money, minimum) => `${money} liegt weit über dem Minimum von ${minimum}. Ist das so gemeint?`,
  limit: (money, limit) => `${money} liegt über ${limit}, mehr wird hier kaum erwartet. Ist das so gemeint?`,
  no: "Ändern",
};

const progress: Texts["bidding"]["progress"] = {
  slow: "Noch keine Antwort. Ihr Gebot wird wieder gesendet, bis eine kommt.",
  unresolved: (money) => `Noch keine Antwort: Ob Ihr Gebot von ${money} gilt, ist offen. Wir fragen weiter nach.`,
  unsent: (money) => `Ihr Gebot von ${money} wurde nicht gesendet, weil keine Verbindung bestand.`,
};

const answers: Texts["bidding"]["answers"] = {
  leading: (money) => `Angenommen: Sie führen mit ${money}.`,
  raised: (most) => `Ihr geheimes Höchstgebot ist jetzt ${most}.`,
  outbidAtOnce: (money) => `Sofort von einem höheren Höchstgebot überboten, bei ${money}.`,
  outbid: (minimum) => `Sie wurden überboten. Ab ${minimum} führen Sie wieder.`,
  left: (money) => `Ihr Vorgebot von ${money} liegt bereit. Es wird bei der Eröffnung abgegeben.`,
  sealed: (money) => `Ihr verdecktes Gebot von ${money} ist eingegangen. Bis zum Schluss können Sie es ersetzen.`,
  unit: (money) => `Gekauft für ${money}.`,
  units: (units, money, total) => `Gekauft: ${times(units, money)} = ${total}.`,
};

const own: Texts["bidding"]["own"] = {
  maximum: (money) => `Ihr geheimes Höchstgebot: ${money}`,
  left: (money) => `Ihr Vorgebot: ${money}`,
  offer: (money) => `Ihr Angebot: ${money}`,
  units: (units, money) => `Ihr Angebot: ${numberText(units)} zu ${money}`,
  line: times,
  lines: (lines, total) => `Gekauft: ${lines.join(" + ")} = ${total}`,
  cost: (total) => `${total} insgesamt, mit Aufgeld und Steuer`,
};

const standing: Texts["bidding"]["standing"] = { leading: "Sie führen", outbid: "Überboten", won: "Ihres", lost: "", none: "" };

const outcome: Texts["bidding"]["outcome"] = {
  won: (total) => `Zuschlag für Sie. Zu zahlen: ${total}.`,
  parts: (hammer, premium, tax) => `Preis ${hammer} + Aufgeld ${premium} + Steuer ${tax}`,
  outbidAtTheEnd: (money) => `Sie wurden am Ende überboten. Der Zuschlag fiel bei ${money}.`,
  otherOffers: "Andere Angebote waren höher.",
  reserveNotMet: "Nicht verkauft: Der Mindestpreis wurde nicht erreicht.",
  notSold: "Das Los wurde nicht verkauft.",
  noBids: "Die Auktion endete ohne Gebot.",
  withdrawn: "Das Los wurde zurückgezogen. Kein Gebot darauf gilt.",
};

const time: Texts["bidding"]["time"] = {
  secondsLeft: (seconds) => `Noch ${count(seconds, { one: "# Sekunde", other: "# Sekunden" })}.`,
  nextDrop: (clock) => `Nächste Senkung in ${clock}`,
};

const admission: Texts["bidding"]["admission"] = {
  none: "Zu dieser Auktion werden Bieter zugelassen. Bitten Sie um Zulassung.",
  ask: "Um Zulassung bitten",
  acceptAndAsk: "Bedingungen annehmen und um Zulassung bitten",
  terms: "Die Bedingungen der Auktion",
  requested: "Sie haben um Zulassung gebeten. Das Haus entscheidet.",
  depositDue: "Sie sind zugelassen, sobald Ihre Kaution eingegangen ist.",
  refused: "Das Haus hat Sie nicht zugelassen.",
  refusedBecause: (reason) => `Das Haus hat Sie nicht zugelassen: ${reason}`,
  blocked: "Das Haus hat Sie für diese Auktion gesperrt.",
};

const takingBack: Texts["bidding"]["takingBack"] = {
  open: "Mein Gebot zurücknehmen",
  latestTitle: "Ihr letztes Gebot zurücknehmen?",
  bidTitle: (money) => `Ihr Gebot von ${money} zurücknehmen?`,
  mistyped: "Ich habe mich vertippt",
  changedDescription: "Die Beschreibung hat sich geändert",
  keep: "Behalten",
  done: "Ihr Gebot ist zurückgenommen.",
  early: "Niemand hat es gesehen. Bis zur Eröffnung können Sie wieder eines abgeben.",
  onlyLatest: "Nur Ihr letztes Gebot entfällt. Der Preis wird aus den verbleibenden Geboten neu berechnet.",
  allBids: "Alle Ihre Gebote auf dieses Los entfallen. Der Preis wird aus den verbleibenden Geboten neu berechnet.",
  maybeStands: "Ist es auf ein anderes Gebot oder den Mindestpreis getroffen, bleibt es bestehen.",
  noMoreBids: "Danach können Sie auf dieses Los nicht mehr bieten.",
  maybeNoMoreBids:
    "Ist es auf ein anderes Gebot oder den Mindestpreis getroffen, können Sie danach auf dieses Los nicht mehr bieten.",
};

export const bidding: Texts["bidding"] = {
  button,
  form,
  problems,
  question,
  progress,
  answers,
  own,
  standing,
  outcome,
  time,
  admission,
  takingBack,
};
