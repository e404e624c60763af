/** Setting a sale up. */

import { plurals } from "../../../ui/texts/plurals";

const count = plurals("en");
const LOTS = { one: "# lot", other: "# lots" };
const ROWS = { one: "# row", other: "# rows" };

const sale = {
  title: "The sale",
  newTitle: "New sale",
  name: "Title",
  currency: "Currency",
  approval: "The house approves each bidder",
  deposit: "Bidders leave a deposit",
  consignor: "Clerks may bid for the consignor below the reserve",
  early: "Bidders may leave bids before the opening",
  sequence: "Lots open one after another; seconds between them",
  staggerAt: "Ends by lot number: the first at",
  staggerEvery: "… then every … seconds",
  onOutage: "After an outage",
  extend: "the end moves by the missing time",
  close: "lots close as planned",
  limit: "Spending limit of a bidder",
  cap: "Bids above this ask once more",
  multiple: "Bids above so many times the minimum ask once more",
  terms: "Terms, which bidders accept",
  termsVersion: "Version of the terms",
  termsUrl: "Address of the terms",
  premium: "Buyer’s premium",
  premiumHint: "Rates by parts of the price: 0:26% 800000:20%",
  priceTax: "Tax on the price",
  premiumTax: "Tax on the premium",
  create: "Make the sale",
  delete: "Delete the sale",
  deleteAsk: "Delete the sale and its lots?",
  fees: "Fees",
  rules: "Rules",
};

const item = {
  title: "Lot",
  newItem: "New lot",
  edit: "Edit",
  add: "Put up",
  lot: "Lot number",
  name: "Title",
  description: "Description",
  condition: "Condition",
  images: "Addresses of pictures",
  imagesHint: "One a line.",
  estimateLow: "Estimate from",
  estimateHigh: "to",
  format: "Format",
  startPrice: "Start price",
  reserve: "Reserve",
  buyNow: "Buy-now price",
  increment: "Increments",
  incrementHint: "Steps by price: 0:1 100:5. A ladder of amounts: 100 150 200. Empty: the usual table.",
  onLadder: "Only whole increments",
  softClose: "A late bid",
  softWindow: "within the last … seconds",
  softExtend: "by … seconds",
  softMost: "At most … times",
  hardEnd: "Never ends after",
  opensAt: "Opens at",
  endsAt: "Ends at",
  duration: "Open for … seconds",
  durationHint: "Instead of an end. Without both the auctioneer closes it.",
  group: "Ends together with the group",
  quantity: "Units",
  step: "Falls by",
  interval: "every … seconds",
  floorPrice: "Not below",
  retraction: "Taking a bid back",
  reserveJump: "A first maximum above the reserve bids the reserve at once",
  asSale: "as the sale",
  feesHint: "A lot with fees of its own has none of the sale’s. No fees: a tax of 0%.",
  metadata: "The house’s own fields (JSON)",
  deleteAsk: "Delete the lot?",
  fixedRules: "The lot has opened. Its texts, pictures, number and estimates can still be changed.",
  descriptionPart: "Description",
  pricePart: "Price",
  timePart: "Time",
  morePart: "More",
  added: (title: string) => `“${title}” is put up.`,
};

const policies = {
  none: "moves nothing",
  reset: "sets the rest anew",
  add: "adds time",
  capped: "sets the rest anew, up to a limit",
};

const retractions = {
  once: "once, and then bars the bidder",
  never: "never",
  free: "freely",
};

const files = {
  title: "Files",
  import: "Import",
  choose: "Choose a CSV or JSON file",
  drop: "or drop it here, or paste rows",
  check: "Check",
  putUp: (rows: number) => `Put ${count(rows, LOTS)} up`,
  checked: (rows: number) => `${count(rows, ROWS)}, no fault.`,
  checkedSome: (rows: number, existing: number) =>
    `${count(rows, ROWS)}, no fault; ${count(existing, { one: "# is", other: "# are" })} put up already.`,
  faults: (faults: number, rows: number) =>
    `${count(faults, { one: "# fault", other: "# faults" })} in ${count(rows, ROWS)}. Mend them here and check again.`,
  imported: (created: number, existing: number) =>
    `${count(created, LOTS)} put up, ${count(existing, { one: "# was", other: "# were" })} there.`,
  row: "Row",
  wholeRow: "row",
  exportCsv: "Export CSV",
  exportJson: "Export JSON",
  empty: "Paste a catalogue: its first line names the fields, such as lot,title,start_price",
};

const clerks = {
  title: "Clerks",
  userId: "User id",
  invite: "Invite",
  revoke: "Take back",
  none: "No clerk is invited.",
  hint: "A clerk signs in at this console with the token of their account, and runs this sale.",
  since: (when: string) => `since ${when}`,
};

export const setup = {
  sale,
  item,
  policies,
  retractions,
  files,
  clerks,
  lots: "Lots",
  noLots: "No lot yet. Put one up by the form, or import a catalogue.",
  columns: { lot: "Lot", title: "Title", format: "Format", start: "Start", status: "Status" },
};
