/** The frame around every view: the connection, joining, the reader's identity, notices. */

import type { Texts } from "..";

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
  token: "Zugangsschlüssel",
  signIn: "Anmelden",
  haveToken: "Ich habe einen Zugangsschlüssel",
  joinWithName: "Mit Namen teilnehmen",
  registrationClosed:
    "Eine Anmeldung mit Namen ist hier nicht möglich. Fügen Sie den Zugangsschlüssel ein, den Sie vom Veranstalter erhalten haben.",
  tokenNotValid: "Dieser Zugangsschlüssel gilt hier nicht.",
};
