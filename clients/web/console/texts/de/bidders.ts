/** Admitting bidders, and paddles. */

import type { Texts } from "..";

export const bidders: Texts["bidders"] = {
  title: "Bieter",
  open: "In dieser Auktion darf jeder ohne Zulassung bieten. Bieter lassen sich trotzdem sperren.",
  states: { all: "Alle", requested: "Anfragen", approved: "Zugelassen", refused: "Abgelehnt", blocked: "Gesperrt" },
  columns: { bidder: "Bieter", state: "Stand", note: "Mitteilung", limit: "Limit", acts: "" },
  none: "Hier ist niemand.",
  approve: "Zulassen",
  refuse: "Ablehnen",
  block: "Sperren",
  blockAsk: "Diesen Bieter sperren?",
  unblock: "Sperre aufheben",
  limit: "Limit",
  reason: "Grund, den der Bieter liest",
  voidBids: "Gebote streichen",
  userId: "Benutzerkennung",
  addTitle: "Nach Kennung",
  depositPaid: "Sicherheit hinterlegt",
  askedAt: (when) => `angefragt ${when}`,
  decidedAt: (when) => `entschieden ${when}`,
  admitted: (name) => `${name} darf bieten.`,
  refused: (name) => `${name} ist abgelehnt.`,
  blocked: (name) => `${name} ist gesperrt.`,
  unblocked: (name) => `${name} ist nicht mehr gesperrt.`,
  changeLimit: "Limit ändern",
  paddles: {
    title: "Bieternummern",
    number: "Nummer",
    holder: "Name oder Kennung",
    isUser: "Das ist eine Benutzerkennung",
    give: "Vergeben",
    none: "Noch keine Nummer ist vergeben.",
    given: (number, name) => `Nummer ${number} hat ${name}.`,
  },
};
