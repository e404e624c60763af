/** The acts on a lot, each with its condition, its question and its key. */

import type { Item } from "auction-client";
import { traitsOf } from "../../ui/formats";
import { formatMoney } from "../../ui/money";
import { takesBids } from "../../ui/statuses";
import { texts } from "../texts";
import { nameOf } from "./changes";

export type ActName =
  | "open"
  | "warn"
  | "close"
  | "pause"
  | "extend"
  | "pass"
  | "sell"
  | "void"
  | "reopen"
  | "award"
  | "cancel"
  | "undo";

export interface Act {
  readonly name: ActName;
  readonly key?: string;
  readonly look?: "primary" | "outline" | "danger";
  /** Whether only the sale's auctioneer may do it. */
  readonly ownerOnly?: boolean;
  readonly label: (item: Item) => string;
  readonly possible: (item: Item) => boolean;
  readonly question?: (item: Item) => string;
}

const isStopped = (item: Item) => item.status === "paused";
const isLive = (item: Item) => takesBids(item.status);
const isRunning = (item: Item) => isLive(item) || isStopped(item);
const isSecret = (item: Item) => traitsOf(item).secret;

/** Their order is that of the buttons; the first ones are large. */
export const ACTS: readonly Act[] = [
  {
    name: "open",
    key: "O",
    look: "primary",
    label: () => texts().running.acts.open,
    possible: (item) => item.status === "scheduled",
  },
  {
    name: "warn",
    key: "W",
    label: () => texts().running.acts.warn,
    possible: (item) => item.status === "open",
  },
  {
    name: "close",
    key: "H",
    look: "danger",
    label: () => texts().running.acts.hammer,
    possible: isLive,
    question: hammerQuestion,
  },
  {
    name: "pause",
    key: "P",
    label: (item) => (isStopped(item) ? texts().running.acts.resume : texts().running.acts.pause),
    possible: isRunning,
  },
  {
    name: "extend",
    key: "E",
    label: () => texts().running.acts.extend,
    possible: (item) => isRunning(item) && item.ends_at !== null && item.clock === null,
  },
  {
    name: "pass",
    key: "X",
    label: () => texts().running.acts.pass,
    possible: isRunning,
    question: () => texts().running.questions.pass,
  },
  {
    name: "sell",
    key: "S",
    label: () => texts().running.acts.sell,
    possible: (item) => isRunning(item) && !item.reserve_met && item.leader !== null,
    question: (item) => texts().running.questions.sell(formatMoney(item.price, item.currency)),
  },
  {
    name: "cancel",
    label: () => texts().running.acts.withdraw,
    possible: (item) => isRunning(item) || item.status === "scheduled",
    question: () => texts().running.questions.withdraw,
  },
  {
    name: "void",
    key: "V",
    label: () => texts().running.acts.void,
    possible: (item) => isRunning(item) && item.leader !== null && !isSecret(item),
    question: (item) =>
      texts().running.questions.void(formatMoney(item.price, item.currency), nameOf(item.leader ?? "")),
  },
  {
    name: "undo",
    key: "U",
    label: () => texts().running.acts.undo,
    possible: () => true,
  },
  {
    name: "reopen",
    key: "R",
    ownerOnly: true,
    label: () => texts().running.acts.reopen,
    possible: (item) => item.status === "sold" || item.status === "unsold",
  },
  {
    name: "award",
    key: "G",
    ownerOnly: true,
    label: () => texts().running.acts.award,
    possible: (item) => item.status === "sold" && item.quantity === 1,
    question: () => texts().running.questions.award,
  },
];

function hammerQuestion(item: Item): string {
  const t = texts().running.questions;
  if (isSecret(item) || item.quantity > 1) return t.hammer;
  if (item.leader === null || !item.reserve_met) return t.hammerUnsold;
  return t.hammerTo(formatMoney(item.price, item.currency), nameOf(item.leader));
}
