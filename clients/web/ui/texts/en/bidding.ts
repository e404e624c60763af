/** The bid form, its answers, and taking a bid back. */

import { numberText } from "../locale";

const form = {
  sending: "Sending …",
  minimum: (money: string) => `Minimum ${money}`,
  buyNow: (money: string) => `Buy now for ${money}`,
  oneTap: "Bid with one tap",
  checkOutcome: "Check the outcome",
  secretMaximum: "Secret maximum",
  maximumHint: "We bid for you, one step at a time.",
  units: "Units",
  ofUnits: (units: number) => `of ${numberText(units)}`,
  takeUnits: (units: number) => `Take from 1 to ${numberText(units)} units.`,
  maximumBelow: (money: string) => `Your maximum is below ${money}.`,
};

const answers = {
  unknown: (money: string) => `No answer yet: your bid of ${money} may or may not stand.`,
  sealed: (money: string) => `Your sealed bid of ${money} is in. Until the close you may replace it.`,
  yours: (units: number, money: string) => `Yours: ${numberText(units)} at ${money}.`,
  leading: (money: string) => `Accepted: you lead at ${money}.`,
  outbidAtOnce: (money: string) => `Outbid at once by a higher maximum, at ${money}.`,
  yourMaximum: (money: string) => `Your secret maximum: ${money}`,
  yourUnits: (units: number, money: string) => `Yours: ${numberText(units)} at ${money}`,
  yourOffer: (money: string) => `Yours: ${money}`,
};

const takingBack = {
  open: "Take my bid back",
  latestTitle: "Take your latest bid back?",
  bidTitle: (money: string) => `Take your bid of ${money} back?`,
  mistyped: "I mistyped it",
  changedDescription: "The description has changed",
  keep: "Keep it",
  done: "Your bid is taken back.",
  onlyLatest: "Only your latest bid goes. The price is worked out again from the bids that remain.",
  allBids: "All your bids on this item go. The price is worked out again from the bids that remain.",
  maybeStands: "If it has met another bid or a reserve, it stands.",
  noMoreBids: "You can’t bid on this item again afterwards.",
  maybeNoMoreBids: "If it has met another bid or a reserve, you can’t bid on this item again afterwards.",
};

export const bidding = { form, answers, takingBack };
