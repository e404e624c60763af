/** Who the reader is: joining, the name, the link that is a key, signing out. */

import type { AccountTexts } from "../account";
import { plurals } from "../plurals";

const count = plurals("de");

export const account: AccountTexts = {
  joinTitle: "An der Auktion teilnehmen",
  joinHint: (example) => `Andere sehen Ihren Namen mit einem kurzen Kennzeichen, zum Beispiel ${example}.`,
  token: "Schlüssel",
  signIn: "Anmelden",
  haveToken: "Ich habe einen Schlüssel",
  joinWithName: "Mit Namen teilnehmen",
  registrationClosed:
    "Eine Anmeldung mit Namen ist hier nicht möglich. Fügen Sie den Schlüssel ein, den Sie vom Veranstalter erhalten haben.",
  tokenNotValid: "Dieser Schlüssel gilt hier nicht.",
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
