/** The frame around every view: the connection, joining, the reader's identity, notices. */

import type { Texts } from "..";
import { plurals } from "../plurals";

const count = plurals("de");

const account: Texts["frame"]["account"] = {
  title: "Sie",
  yourName: "Ihr Name",
  change: "Ändern",
  nameChanged: "Ihr Name ist geändert. Ihre Gebote bleiben Ihre.",
  keyTitle: "Ihr Link",
  keyHint: (name) =>
    `Er meldet Sie auf jedem Gerät als ${name} an. Er ist ein Schlüssel: Wer ihn hat, kann in Ihrem Namen bieten.`,
  keyUntil: (date) => `Er gilt bis ${date}.`,
  keyNeeded: "Ohne ihn kommen Sie nach dem Abmelden hier nicht zurück.",
  copy: "Link kopieren",
  copied: "Kopiert. Bewahren Sie ihn auf wie ein Passwort.",
  copyByHand: "Kopieren Sie ihn aus diesem Feld.",
  joined: (name) => `Sie sind dabei, ${name}`,
  goOn: "Weiter",
  close: "Schließen",
  leading: (items) =>
    count(items, {
      one: "Sie führen bei einem Los. Ihr Gebot bleibt bestehen; gewinnen Sie, schulden Sie den Preis.",
      other: "Sie führen bei # Losen. Ihre Gebote bleiben bestehen; gewinnen Sie, schulden Sie die Preise.",
    }),
  askSignOut: "In diesem Browser abmelden?",
  stay: "Bleiben",
};

export const frame: Texts["frame"] = {
  connecting: "Verbindet",
  live: "Live",
  silent: "Keine Antwort",
  reconnecting: "Verbindet neu",
  closed: "Getrennt",
  banner: {
    notYet: "Noch keine Verbindung. Das Bieten wartet.",
    silent: (time) => `Keine Antwort seit ${time}. Das Bieten wartet.`,
    lost: (time) => `Getrennt seit ${time}. Das Bieten wartet.`,
  },
  join: "Mitbieten",
  signOut: "Abmelden",
  language: "Sprache",
  contract: "API",
  joinTitle: "An der Auktion teilnehmen",
  joinHint: (example) => `Andere sehen Ihren Namen mit einem kurzen Kennzeichen, zum Beispiel ${example}.`,
  yourName: "Ihr Name",
  token: "Schlüssel",
  signIn: "Anmelden",
  haveToken: "Ich habe einen Schlüssel",
  joinWithName: "Mit Namen teilnehmen",
  registrationClosed:
    "Eine Anmeldung mit Namen ist hier nicht möglich. Fügen Sie den Schlüssel ein, den Sie vom Veranstalter erhalten haben.",
  tokenNotValid: "Dieser Schlüssel gilt hier nicht.",
  account,
};
