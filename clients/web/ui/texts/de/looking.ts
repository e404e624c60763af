/** The parts of an item's page for looking: pictures, description, the course of the price, the neighbours. */

import type { Texts } from "..";
import { numberText } from "../locale";
import { plurals } from "../plurals";

const count = plurals("de");

export const looking: Texts["looking"] = {
  breadcrumb: "Pfad",
  sales: "Auktionen",
  previous: "Zurück",
  next: "Weiter",
  neighbours: "Benachbarte Lose",
  pictures: "Bilder",
  picture: (number, of) => `Bild ${numberText(number)} von ${numberText(of)}`,
  enlarge: (number, of) => `Bild ${numberText(number)} von ${numberText(of)} vergrößern`,
  close: "Schließen",
  description: "Beschreibung",
  condition: "Zustand",
  course: "Der Preis bisher",
  courseName: (bids, from, to) =>
    `Der Preis ging mit ${count(bids, { one: "# Gebot", other: "# Geboten" })} von ${from} auf ${to}.`,
};
