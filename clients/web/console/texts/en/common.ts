/** What several rooms say: statuses, formats, refusals, buttons. */

import type { Format, Standing, Status } from "auction-client";

const statuses: Record<Status, string> = {
  scheduled: "To come",
  open: "Open",
  paused: "Paused",
  closing: "Fair warning",
  sold: "Sold",
  unsold: "Unsold",
  cancelled: "Withdrawn",
  deleted: "Deleted",
};

const formats: Record<Format, string> = {
  english: "English, ascending",
  dutch: "Dutch, falling price",
  sealed_first: "Sealed, first price",
  sealed_second: "Sealed, second price",
  uniform: "Uniform price",
  fixed: "Fixed price",
};

const shortFormats: Record<Format, string> = {
  english: "English",
  dutch: "Dutch",
  sealed_first: "Sealed, 1st",
  sealed_second: "Sealed, 2nd",
  uniform: "Uniform",
  fixed: "Fixed",
};

const standings: Record<Standing, string> = {
  none: "Not asked",
  requested: "Asks to bid",
  deposit_due: "Deposit due",
  approved: "Approved",
  refused: "Refused",
  blocked: "Blocked",
};

const refusals = {
  tooLow: (minimum: string) => (minimum === "" ? "Too low." : `Too low: the minimum is now ${minimum}.`),
  implausible: (limit: string) => `That is above the cap of ${limit}. Confirm that it is meant.`,
  limitExceeded: (limit: string) =>
    limit === "" ? "That is beyond the bidder’s limit." : `That is beyond the bidder’s limit of ${limit}.`,
  alreadyLeading: "This bidder leads already.",
  unanswered: "No answer. The act may or may not have been done: look again.",
  unauthenticated: "You are no longer signed in.",
  forbidden: "You may not do this in this sale.",
  rateLimited: "Too many requests. Wait a moment.",
  notOpen: "The lot is not open yet.",
  closed: "The lot has ended.",
  paused: "The lot is paused.",
};

export const common = {
  statuses,
  formats,
  shortFormats,
  standings,
  refusals,
  lot: (lot: string) => `Lot ${lot}`,
  noLot: "—",
  done: "Done.",
  saved: "Saved.",
  loading: "Loading …",
  sending: "Sending …",
  save: "Save",
  cancel: "Cancel",
  delete: "Delete",
  more: "Show more",
  notANumber: "That is not a whole number.",
  notAMoment: "That is not a date and time.",
  required: "This is needed.",
};
