/** Running the sale, lot by lot. */

import { numberText } from "../../../ui/texts/locale";
import { plurals } from "../../../ui/texts/plurals";

const count = plurals("en");
const LOTS = { one: "# lot", other: "# lots" };

const acts = {
  open: "Open",
  warn: "Fair warning",
  hammer: "Hammer",
  pass: "Pass",
  sell: "Sell below reserve",
  pause: "Pause",
  resume: "Resume",
  extend: "+30 s",
  void: "Void last bid",
  reopen: "Reopen",
  award: "Award to under\u00adbidder",
  withdraw: "Withdraw",
  undo: "Undo",
  next: "Next lot",
  pauseAll: "Pause all",
  resumeAll: "Resume all",
  extendAll: "All +1 min",
};

const questions = {
  hammerTo: (price: string, bidder: string) => `Sell at ${price} to ${bidder}?`,
  hammerUnsold: "Close without a sale?",
  hammer: "Close the lot?",
  pass: "Pass it?",
  sell: (price: string) => `Sell at ${price}, below the reserve?`,
  withdraw: "Withdraw it?",
  void: (price: string, bidder: string) => `Void ${price} of ${bidder}?`,
  award: "The winner defaults?",
  pauseAll: "Pause every lot?",
};

const done = {
  open: "The lot is open.",
  warn: "Fair warning is given.",
  close: "The lot is closed.",
  pass: "The lot is passed.",
  sell: "Sold below the reserve.",
  pause: "The lot is paused.",
  resume: "The lot goes on.",
  extend: (by: string) => `The end has moved by ${by}.`,
  cancel: "The lot is withdrawn.",
  void: "The bid is void.",
  reopen: "The lot takes bids again.",
  award: "Awarded to the underbidder.",
  asking: (money: string) => `Asking ${money}.`,
  increment: (money: string) => `The increment is ${money}.`,
  bid: (paddle: string, money: string) => `${money} for paddle ${paddle}.`,
  consignor: (money: string) => `${money} for the consignor.`,
  early: "It is taken at the opening.",
  outbidAtOnce: (price: string) => `A hidden maximum answered at once: ${price}.`,
  notice: "The room has the notice.",
  saleNotice: (lots: number) => `The notice stands on ${count(lots, LOTS)}.`,
  sale: (lots: number) => `${count(lots, LOTS)} changed.`,
  saleGoesOn: (lots: number, others: number) =>
    `${count(lots, LOTS)} changed; the server goes on with ${numberText(others)}.`,
};

const conflict = {
  title: "Changed meanwhile — nothing was done. Look again.",
  price: (before: string, after: string) => `price ${before} → ${after}`,
  leader: (name: string) => `now ${name} leads`,
  nobody: "now nobody leads",
  status: (before: string, after: string) => `${before} → ${after}`,
  end: "the end has moved",
  asking: (money: string) => `asking ${money}`,
  notice: "a notice was given",
  description: "the description has changed",
  other: "another clerk acted",
};

const room = {
  title: "The room",
  reach: "Have the price",
  behind: (bidders: number) => `${numberText(bidders)} behind`,
  noneBehind: "everybody",
  nobody: "nobody here",
  lag: "Reached in",
  bidders: "Bidders",
  watchers: "Watching",
  rate: "Bids/min",
  desk: "This desk",
  refused: "Refused/min",
  unknown: "–",
  ms: (ms: number) => `${numberText(ms)} ms`,
  over: (ms: string) => `over ${ms}`,
  waits: "Hammer waits up to 2 s until 95% have the price",
};

const bids = {
  title: "Bids",
  none: "No bid yet.",
  secret: "Offers are secret until the close.",
  void: "Void",
  voided: "void",
  reason: "Reason, for the history",
  auto: "auto",
  paddle: (number: string) => `paddle ${number}`,
  mistake: "Entered by mistake",
  sources: { online: "online", floor: "floor", telephone: "phone", absentee: "book", consignor: "consignor" },
};

const entry = {
  title: "Bid of the room",
  floor: "Floor",
  telephone: "Phone",
  absentee: "Book",
  consignor: "Consignor",
  paddle: "Paddle",
  amount: "Amount",
  maximum: "Up to",
  units: "Units",
  unitsOf: (most: number) => `Type a number of units from 1 to ${numberText(most)}.`,
  enter: "Enter bid",
  confirm: "It is meant: enter it",
  noPaddle: (number: string) => `There is no paddle ${number}. Give it a name, and the bid is entered:`,
  giveName: "Name",
  give: "Give paddle",
  needPaddle: "Type the number of the paddle.",
};

const asking = {
  title: "Asking",
  price: "Ask",
  increment: "Step",
  set: "Set",
};

const notices = {
  title: "Notice",
  placeholder: "To everybody who watches",
  lot: "This lot",
  sale: "Whole sale",
  send: "Send",
  latest: (text: string) => `On the lot: ${text}`,
};

const lots = {
  title: "Lots",
  search: "Find a lot",
  /** The keys stay as they are. */
  keys: { next: "next", previous: "previous", find: "find" },
  paused: "The sale is paused.",
  all: "All",
  toCome: "To come",
  live: "Live",
  ended: "Ended",
  none: "No lot here.",
  noItems: "This sale has no lot yet.",
  goToSetup: "Put the first one up",
  counts: (sold: number, ended: number, all: number) =>
    `${numberText(sold)} sold · ${numberText(ended)} of ${numberText(all)} ended`,
};

export const running = {
  acts,
  questions,
  done,
  conflict,
  room,
  bids,
  entry,
  asking,
  notices,
  lots,
  price: "Price",
  startsAt: "Starts at",
  soldFor: "Sold for",
  lastBid: "Last bid",
  askingNow: "Asking",
  nobodyLeads: "No bid yet",
  noneStands: "No bid stands",
  reserve: (money: string) => `Reserve ${money}`,
  reserveMet: "met",
  reserveNotMet: "not met",
  noReserve: "No reserve",
  hiddenReserve: "Reserve",
  estimate: (low: string, high: string) => `Estimate ${low}–${high}`,
  bidCount: (bids: number) => count(bids, { one: "# bid", other: "# bids" }),
  noUndo: "Nothing to undo.",
  undone: (what: string) => `Undone: ${what}`,
  moreActs: "More",
};
