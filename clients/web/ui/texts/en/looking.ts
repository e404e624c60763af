/** The parts of an item's page for looking: pictures, description, the course of the price, the neighbours. */

import { plurals } from "../plurals";
import { numberText } from "../locale";

const count = plurals("en");

export const looking = {
  breadcrumb: "Breadcrumb",
  sales: "Sales",
  previous: "Previous",
  next: "Next",
  neighbours: "Neighbouring lots",
  pictures: "Pictures",
  picture: (number: number, of: number) => `Picture ${numberText(number)} of ${numberText(of)}`,
  enlarge: (number: number, of: number) => `Enlarge picture ${numberText(number)} of ${numberText(of)}`,
  close: "Close",
  description: "Description",
  condition: "Condition",
  course: "The price so far",
  courseName: (bids: number, from: string, to: string) =>
    `The price went from ${from} to ${to} in ${count(bids, { one: "# bid", other: "# bids" })}.`,
};
