/** The lists of sales and items. */

import type { Texts } from "..";
import { plurals } from "../plurals";

const count = plurals("de");

export const sales: Texts["sales"] = {
  notLoaded: "Die Auktionen lassen sich gerade nicht laden.",
  none: "Es gibt noch keine Auktion.",
  by: "von ",
  sealedBids: "verdeckte Gebote",
  noBids: "noch keine Gebote",
  bids: (bids) => count(bids, { one: "# Gebot", other: "# Gebote" }),
};
