/** The lists of sales and items. */

import { plurals } from "../plurals";

const count = plurals("en");

export const sales = {
  notLoaded: "The sales can’t be loaded right now.",
  none: "There is no sale yet.",
  /** Before the auctioneer's name. */
  by: "by ",
  sealedBids: "sealed bids",
  noBids: "no bids yet",
  bids: (bids: number) => count(bids, { one: "# bid", other: "# bids" }),
};
