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
};
