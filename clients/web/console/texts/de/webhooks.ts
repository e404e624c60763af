/** Webhooks and their deliveries. */

import { plurals } from "../../../ui/texts/plurals";
import type { Texts } from "..";

const count = plurals("de");

export const webhooks: Texts["webhooks"] = {
  title: "Webhooks",
  hint: "Ereignisse gehen als signierte POST-Anfragen an einen Dienst von Ihnen. Die Webhooks eines Auktionators erhalten die Ereignisse seiner Auktionen.",
  url: "Adresse",
  events: "Ereignisse",
  add: "Hinzufügen",
  none: "Noch kein Webhook.",
  secret: "Der Schlüssel, der nur jetzt gezeigt wird. Der Empfänger prüft damit die Signaturen:",
  copy: "Kopieren",
  copied: "Kopiert",
  enabled: "Aktiv",
  disabled: "Abgeschaltet",
  enable: "Einschalten",
  disable: "Abschalten",
  test: "Test senden",
  remove: "Löschen",
  removeAsk: "Mit allen Zustellungen löschen?",
  failures: (failures) => count(failures, { one: "# Fehlschlag", other: "# Fehlschläge in Folge" }),
  deliveries: "Zustellungen",
  states: { all: "Alle", pending: "Ausstehend", delivered: "Zugestellt", dead: "Aufgegeben" },
  columns: { type: "Ereignis", state: "Stand", attempts: "Versuche", last: "Letzte Antwort", created: "Entstanden", acts: "" },
  noDeliveries: "Noch keine Zustellung.",
  sendAgain: "Erneut senden",
  body: "Inhalt",
  nextAt: (when) => `wieder ${when}`,
  tested: "Ein Test ist unterwegs.",
  sentAgain: "Wird erneut gesendet.",
};
