/** What several parts of the page say: statuses, formats, times, amounts, refusals. */

import type { Status } from "auction-client";
import { numberText } from "../locale";
import { plurals } from "../plurals";

const count = plurals("en");

const statuses: Record<Status, string> = {
  scheduled: "Not open yet",
  open: "Open",
  paused: "Paused",
  closing: "Going once, going twice",
  sold: "Sold",
  unsold: "Not sold",
  cancelled: "Withdrawn",
  deleted: "Removed",
};

/** The words of the formats. An act takes the amount on the button, or nothing. */
const formats = {
  bid: (money?: string) => (money === undefined ? "Bid" : `Bid ${money}`),
  take: (money?: string) => (money === undefined ? "Take" : `Take ${money}`),
  buy: (money?: string) => (money === undefined ? "Buy" : `Buy ${money}`),
  submit: (money?: string) => (money === undefined ? "Submit" : `Submit ${money}`),
  yourBid: "Your bid",
  yourSealedBid: "Your sealed bid",
  yourOfferEach: "Your offer for each",
  currentBid: "Current bid",
  fallingPrice: "Price now, and falling",
  price: "Price",
  offersFrom: "Offers from",
  reserveNotMet: "Reserve not met",
  reserveMet: "Reserve met",
  secret: "Bids are secret until the close",
  paysSecond: "The winner pays the second highest bid",
  paysLowest: "Everybody pays the lowest accepted price",
  units: (units: number) => count(units, { one: "# unit", other: "# units" }),
  left: (left: number, all: number) => `${numberText(left)} of ${numberText(all)} left`,
  winner: (name: string, units: number, money: string) => `${name} ${numberText(units)} at ${money}`,
};

const times = {
  opensSoon: "Opens soon",
  opensIn: "Opens in",
  untilClosed: "Until the auctioneer closes",
  endsIn: "Ends in",
  closing: "Closing …",
  stopped: "The clock is stopped",
  ended: "Ended",
  extended: (by: string) => `Extended ${by}`,
  /** `2 d 3:04:05`, with the clock already in the reader's digits. */
  days: (days: number, clock: string) => `${numberText(days)} d ${clock}`,
  /** The time by which an end has moved. */
  moved(minutes: number, seconds: number) {
    const parts = [minutes && `${numberText(minutes)} min`, seconds && `${numberText(seconds)} s`];
    return `+${parts.filter(Boolean).join(" ")}`;
  },
};

const amounts = {
  outOfRange: "That amount is out of range.",
  notAnAmount: (example: string) => `That is not an amount. Write it like ${example}.`,
  noDecimals: (currency: string) => `${currency} has no decimals.`,
  decimalsAtMost: (currency: string, decimals: number) => `${currency} has ${numberText(decimals)} decimals at most.`,
};

const refusals = {
  tooLow: "Too low.",
  tooLowBelow: (minimum: string) => `Too low: the minimum is now ${minimum}.`,
  alreadyLeading: "You lead already. To bid more, name a higher secret maximum.",
  closed: "Too late: the item has ended.",
  notOpen: "Bidding has not opened yet.",
  paused: "Bidding is paused.",
  onlyLeft: (left: number) => `Only ${numberText(left)} left.`,
  soldOut: "Sold out.",
  limitExceeded: "That is beyond your limit in this sale.",
  limitExceededOf: (limit: string) => `That is beyond your limit of ${limit} in this sale.`,
  notRetractable: (reason: string) => `Your bid stands: ${reason}.`,
  ownItem: "You can’t bid on your own item.",
  unauthenticated: "You are no longer signed in. Join again to bid.",
  rateLimited: "Too many requests. Wait a moment and try again.",
  unanswered: "No answer. Check your connection.",
  offLadder: "That amount lies between the steps. Take one of the amounts that are offered.",
  implausible: "That amount is unusually high. Look at it once more.",
  busy: "Too many bids at once; yours was not taken. Try again.",
  unavailable: "The auction can’t take that right now; nothing was decided. Try again in a moment.",
  unknown: "The answer was lost. Try again: the same request is not carried out twice.",
  conflict: "Something has changed meanwhile. Look again before you go on.",
  notFound: "That is no longer here.",
  internal: "The server has made a mistake. Try again in a moment.",
  invalidName: "That can’t be a name here. Take letters, digits and signs that can be seen.",
  /** A refusal that has no words of its own here: the server's, in English. */
  other: (message: string) => message,
};

export const common = {
  auction: "Auction",
  you: "you",
  anonymous: "anonymous",
  untitled: "Untitled",
  dismiss: "Dismiss",
  cancel: "Cancel",
  loading: "Loading …",
  /** Between the parts of a short list. */
  separator: ", ",
  statuses,
  formats,
  times,
  amounts,
  refusals,
};
