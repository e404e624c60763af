/** Bidding: the form and its button, the questions, the answers, the outcome, and taking a bid back. */

import { numberText } from "../locale";
import { plurals } from "../plurals";

const count = plurals("en");
const times = (units: number, money: string) => `${numberText(units)} × ${money}`;

/** The words on the button, which names the effect of a press. */
const button = {
  bid: (money: string) => `Bid ${money}`,
  bidUpTo: (money: string, most: string) => `Bid ${money}, up to ${most}`,
  leave: (money: string) => `Leave a bid of ${money}`,
  leaveUpTo: (most: string) => `Leave a bid up to ${most}`,
  change: (most: string) => `Change my maximum to ${most}`,
  left: "Your bid waits for the opening",
  towardsReserve: (money: string) => `Bid ${money} towards the reserve`,
  raise: (most: string) => `Raise my maximum to ${most}`,
  offer: (money: string) => `Offer ${money}`,
  offerUnits: (units: number, money: string) => `Offer ${times(units, money)}`,
  replace: (money: string) => `Replace my offer by ${money}`,
  replaceUnits: (units: number, money: string) => `Replace my offer by ${times(units, money)}`,
  take: (money: string) => `Take it for ${money}`,
  takeUnits: (units: number, total: string) => `Take ${numberText(units)} for ${total}`,
  buy: (money: string) => `Buy it for ${money}`,
  buyUnits: (units: number, total: string) => `Buy ${numberText(units)} for ${total}`,
  buyNow: (money: string) => `Buy now for ${money}`,
  leading: "You lead",
  offered: "Your offer is in",
  sending: "Sending …",
  checking: "Checking your bid …",
  offline: "Waiting for the connection …",
  scheduled: "Not open yet",
  paused: "Bidding is paused",
};

const form = {
  minimum: (money: string) => `Minimum ${money}`,
  oneTap: "Bid more with one tap",
  automatic: "Bid automatically up to …",
  raiseMaximum: "Raise my maximum …",
  maximumHint: "Nobody sees this amount: we bid for you, one step at a time, only as far as it takes to lead.",
  yourMaximum: "Your maximum",
  earlyMaximum:
    "Nobody sees this amount. When the item opens, we bid for you, one step at a time, only as far as it takes to lead. Until then you can change it or take it back.",
  early: "Nobody sees your bid. It is placed when the item opens. Until then you can replace it or take it back.",
  leading: "You lead. You need not bid until somebody outbids you.",
  units: "Units",
  ofUnits: (units: number) => `of ${numberText(units)}`,
};

const problems = {
  units: (units: number) => `Choose from 1 to ${numberText(units)} units.`,
  maximumBelow: (money: string) => `Your maximum is below ${money}.`,
  maximumNotHigher: (money: string) => `Your maximum is ${money} already. Only a higher one changes it.`,
};

/** What is asked once before a bid that may be a mistake. */
const question = {
  buyNow: (money: string) => `Buy it now for ${money}? It is yours at once, and the sale of it ends.`,
  unusual: (money: string, minimum: string) => `${money} is far above the minimum of ${minimum}. Is it meant?`,
  limit: (money: string, limit: string) => `${money} is above ${limit}, the most that is expected here. Is it meant?`,
  no: "Change it",
};

/** What is known of a bid that has no answer yet. */
const progress = {
  slow: "No answer yet. Your bid is sent again until there is one.",
  unresolved: (money: string) => `No answer yet: your bid of ${money} may or may not stand. We keep asking.`,
  unsent: (money: string) => `Your bid of ${money} was not sent, because there was no connection.`,
};

const answers = {
  leading: (money: string) => `Accepted: you lead at ${money}.`,
  raised: (most: string) => `Your secret maximum is ${most} now.`,
  outbidAtOnce: (money: string) => `Outbid at once by a higher maximum, at ${money}.`,
  outbid: (minimum: string) => `You were outbid. It takes ${minimum} to lead again.`,
  left: (money: string) => `We have your bid of ${money}. It is placed when the item opens.`,
  sealed: (money: string) => `Your sealed bid of ${money} is in. Until the close you may replace it.`,
  unit: (money: string) => `Yours for ${money}.`,
  units: (units: number, money: string, total: string) => `Yours: ${times(units, money)} = ${total}.`,
};

/** The reader's own maximum, offer or units. */
const own = {
  maximum: (money: string) => `Your secret maximum: ${money}`,
  left: (money: string) => `Your early bid: ${money}`,
  offer: (money: string) => `Yours: ${money}`,
  units: (units: number, money: string) => `Yours: ${numberText(units)} at ${money}`,
  line: times,
  lines: (lines: readonly string[], total: string) => `Yours: ${lines.join(" + ")} = ${total}`,
  cost: (total: string) => `${total} in all, with premium and tax`,
};

/** The standing in a word. */
const standing = { leading: "You lead", outbid: "Outbid", won: "Yours", lost: "", none: "" };

const outcome = {
  won: (total: string) => `You won. You owe ${total}.`,
  parts: (hammer: string, premium: string, tax: string) => `Price ${hammer} + premium ${premium} + tax ${tax}`,
  outbidAtTheEnd: (money: string) => `You were outbid at the end. It went for ${money}.`,
  otherOffers: "Other offers were higher.",
  reserveNotMet: "Not sold: the reserve was not met.",
  notSold: "It was not sold.",
  noBids: "It ended without a bid.",
  withdrawn: "It was withdrawn. No bid on it stands.",
};

const time = {
  secondsLeft: (seconds: number) => `${count(seconds, { one: "# second", other: "# seconds" })} left.`,
  nextDrop: (clock: string) => `Next drop in ${clock}`,
};

/** Asking to be admitted to a sale that chooses its bidders. */
const admission = {
  none: "This sale admits its bidders. Ask to be one of them.",
  ask: "Ask to bid",
  acceptAndAsk: "Accept the terms and ask to bid",
  terms: "The terms of the sale",
  requested: "You have asked to bid. The house will decide.",
  depositDue: "You are admitted as soon as your deposit has come.",
  refused: "The house has not admitted you.",
  refusedBecause: (reason: string) => `The house has not admitted you: ${reason}`,
  blocked: "The house has blocked you from this sale.",
};

const takingBack = {
  open: "Take my bid back",
  latestTitle: "Take your latest bid back?",
  bidTitle: (money: string) => `Take your bid of ${money} back?`,
  mistyped: "I mistyped it",
  changedDescription: "The description has changed",
  keep: "Keep it",
  done: "Your bid is taken back.",
  early: "Nobody has seen it. Until the opening you can leave another one.",
  onlyLatest: "Only your latest bid goes. The price is worked out again from the bids that remain.",
  allBids: "All your bids on this item go. The price is worked out again from the bids that remain.",
  maybeStands: "If it has met another bid or a reserve, it stands.",
  noMoreBids: "You can’t bid on this item again afterwards.",
  maybeNoMoreBids: "If it has met another bid or a reserve, you can’t bid on this item again afterwards.",
};

export const bidding = { button, form, problems, question, progress, answers, own, standing, outcome, time, admission, takingBack };
