/** Results and statements. */

import { numberText } from "../../../ui/texts/locale";
import { plurals } from "../../../ui/texts/plurals";
import type { Texts } from "..";

const count = plurals("de");

export const results: Texts["results"] = {
  title: "Ergebnisse",
  file: "Ergebnisse als CSV",
  columns: {
    lot: "Los",
    title: "Titel",
    status: "Stand",
    winner: "Käufer",
    price: "Zuschlagspreis",
    total: "Zu zahlen",
    underbidder: "Unterbieter",
  },
  none: "Noch kein Los.",
  sums: (sold, ended) =>
    `${numberText(sold)} von ${count(ended, { one: "# beendeten Los", other: "# beendeten Losen" })} verkauft`,
  hammer: "Zuschläge",
  premium: "Aufgeld",
  tax: "Steuer",
  total: "Zu zahlen",
  statementOf: (name) => `Abrechnung für ${name}`,
  print: "Drucken",
  back: "Alle Ergebnisse",
  units: (units, money) => `${numberText(units)} × ${money}`,
  paddle: (number) => `Nr. ${number}`,
};
