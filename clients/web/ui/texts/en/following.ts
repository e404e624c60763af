/** The lists of items, the reader's own standing, the notices, and their settings. */

import type { Format, OwnStanding } from "auction-client";
import { numberText } from "../locale";
import { plurals } from "../plurals";

const count = plurals("en");

const formats: Record<Format, string> = {
  english: "Auction",
  dutch: "Falling price",
  sealed_first: "Sealed bids",
  sealed_second: "Sealed, second price",
  uniform: "Sealed, many units",
  fixed: "Fixed price",
};

const standings: Record<OwnStanding, string> = {
  leading: "You lead",
  outbid: "Outbid",
  offered: "Your bid is in",
  won: "You won",
  lost: "Not yours",
};

const lists = {
  sales: "Sales",
  myBids: "My bids",
  myWins: "My wins",
  watchlist: "Watchlist",
  sections: "Sections",
  loading: "Loading …",
  unavailable: "The sales can’t be loaded right now.",
  noSale: "There is no sale yet.",
  noSuchSale: "There is no such sale.",
  noItems: "No item matches.",
  noItemsYet: "There is nothing here at the moment.",
  /** Before the house's name. */
  by: "by ",
  allItems: "All items",
  showMore: "Show more",
  endedMeanwhile: (items: number) => count(items, { one: "# ended", other: "# ended" }),
  addedMeanwhile: (items: number) => count(items, { one: "# new", other: "# new" }),
  updateList: "Update the list",
  live: "Live and coming",
  ended: "Ended",
  results: "Found items",
  items: (items: number) => count(items, { one: "# item", other: "# items" }),
  openItems: (items: number) => `${numberText(items)} open for bids`,
};

const search = {
  searchSale: "Search this sale",
  searchAll: "Search all sales",
  status: "Status",
  format: "Format",
  sort: "Order",
  anyStatus: "Live and ended",
  anyFormat: "All formats",
  statuses: { live: "Live and coming", open: "Open for bids", scheduled: "Not open yet", ended: "Ended" },
  orders: { ending: "Ending soon", lot: "Lot number", price: "Lowest price", newest: "Newest" },
};

const cards = {
  lot: (lot: string) => `Lot ${lot}`,
  estimate: (amounts: string) => `Estimate ${amounts}`,
  range: (low: string, high: string) => `${low} – ${high}`,
  from: (low: string) => `from ${low}`,
  upTo: (high: string) => `up to ${high}`,
  noBids: "no bids yet",
  bids: (bids: number) => count(bids, { one: "# bid", other: "# bids" }),
  noPurchases: "none sold yet",
  purchases: (purchases: number) => count(purchases, { one: "# purchase", other: "# purchases" }),
  sealed: "sealed bids",
  prices: {
    start: "Starting price",
    current: "Current bid",
    now: "Price now",
    price: "Price",
    offers: "Offers from",
    sold: "Sold for",
    last: "Last bid",
  },
  endsIn: (left: string) => `Ends in ${left}`,
  opensIn: (left: string) => `Opens in ${left}`,
  days: (days: number, hours: number) => `${numberText(days)} d ${numberText(hours)} h`,
  hours: (hours: number, minutes: number) => `${numberText(hours)} h ${numberText(minutes)} min`,
  closing: "Closing …",
  watch: (title: string) => `Watch ${title}`,
  formats,
  standings,
  claimed: "Units are yours",
  left: (money: string) => `Early bid ${money}`,
};

const own = {
  joinFirst: "Join to see your bids, your wins and your watchlist.",
  join: "Join",
  noOwnBids: "You have not bid on an item yet.",
  noWins: "You have not won an item yet.",
  nothingWatched: "The star on an item puts it on this list.",
  running: "Running",
  over: "Over",
  owed: (sums: string) => `You owe ${sums}`,
  hammer: "Hammer price",
  premium: "Buyer’s premium",
  tax: "Tax",
  total: "Total",
  units: (units: number) => count(units, { one: "# unit", other: "# units" }),
  wonAt: (time: string) => `Won ${time}`,
};

const notices = {
  notices: "Notices",
  dismiss: "Dismiss",
  outbid: "You were outbid",
  voided: "The house took out your bid",
  priceNow: (money: string) => `It stands at ${money}.`,
  bid: (money: string) => `Bid ${money}`,
  won: "You won",
  wonOwing: (money: string) => `You owe ${money}.`,
  lost: "You were outbid at the end",
  notSold: "It was not sold to you",
  endedAt: (money: string) => `It ended at ${money}.`,
  bidLost: "A bid of yours was lost",
  bidLostText: (money: string) => `Your bid of ${money} was lost in a failure and does not stand.`,
  viewItem: "View it",
  viewWins: "My wins",
  expired: "Your sign-in has expired",
  signedOut: "You are no longer signed in",
  joinAgain: "Join again to bid.",
  settings: "Notices",
  settingsHint: "When you are outbid or an item of yours ends:",
  sound: "Sound",
  vibration: "Vibration",
  title: "In the tab’s title",
};

export const following = { ...lists, ...search, ...cards, ...own, notices };
