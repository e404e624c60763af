/** The page of one item: its price, its bids, the auctioneer's buttons. */

import { numberText } from "../locale";
import { lists, plurals } from "../plurals";

const count = plurals("en");
const list = lists("en");

const price = {
  soldFor: "Sold for",
  startingPrice: "Starting price",
  lastBid: "Last bid",
  bids: (bids: number) => count(bids, { one: "# bid", other: "# bids" }),
  /** Before the leader's name. */
  soldTo: (bids: string) => `${bids}, sold to `,
  lastBy: (bids: string) => `${bids}, last by `,
  ledBy: (bids: string) => `${bids}, led by `,
  /** For screen readers. */
  spoken: (label: string, money: string) => `${label} ${money}.`,
  spokenLed: (label: string, money: string, name: string) => `${label} ${money}, ${name}.`,
};

const bids = {
  title: "Bids",
  watching: (watchers: number) => count(watchers, { other: "# watching" }),
  takenBack: "taken back",
  units: (units: number, money: string) => `${numberText(units)} × ${money}`,
  afterTheClose: "Bids are shown after the close.",
  none: "No bids yet. The first one leads.",
  noneSold: "Nothing sold yet.",
  noneAtAll: "There was no bid.",
  noneSoldAtAll: "Nothing was sold.",
  earlier: (bids: number) => `and ${numberText(bids)} earlier`,
};

const lost = {
  bid: (money: string) => `Your bid of ${money} was lost in a failure and does not stand.`,
  bids: (amounts: readonly string[]) => `Your bids of ${list(amounts)} were lost in a failure and do not stand.`,
};

const controls = {
  title: "Run the sale",
  done: "Done.",
  open: "Open",
  pause: "Pause",
  resume: "Resume",
  warn: "Fair warning",
  close: "Close",
  closeNow: "Close now?",
  withdraw: "Withdraw",
  withdrawIt: "Withdraw it?",
};

export const item = {
  theItem: "The item",
  description: "Description",
  noSuchItem: "There is no such item.",
  notice: "Notice from the house",
  joinToBid: "Join to bid",
  /** The title of the browser's tab. */
  tab: (money: string, title: string) => `${money} · ${title}`,
  price,
  bids,
  lost,
  controls,
};
