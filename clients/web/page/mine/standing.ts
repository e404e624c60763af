/** Where the reader stands on an item: from its leader, its status, and their own bids on it. */

import { isOwn, type Identity, type Item, type OwnStanding } from "auction-client";
import { traitsOf } from "../../ui/formats";
import { hasEnded } from "../../ui/statuses";
import type { OwnItem } from "./ownItems";

/** The reader's standing; null if they have no part in the item. */
export function standingOf(item: Item, me: Identity | null, own: OwnItem | undefined): OwnStanding | null {
  if (me === null || item.status === "cancelled" || item.status === "deleted") return null;
  const leads = isOwn(item.leader, me);
  if (hasEnded(item.status)) return endedStanding(item, leads, own);
  if (leads) return "leading";
  if (own === undefined || own.standing === null) return null;
  // Claimed units stay with the reader when somebody else claims the next ones.
  if (traitsOf(item).secret || own.standing === "offered") return own.standing;
  return traitsOf(item).maximum ? "outbid" : own.standing;
}

function endedStanding(item: Item, leads: boolean, own: OwnItem | undefined): OwnStanding | null {
  if (own?.standing === "won" || own?.standing === "lost") return own.standing;
  if (item.status === "sold" && leads) return "won";
  if ((own === undefined || own.standing === null) && !leads) return null;
  return item.status === "sold" && !traitsOf(item).maximum && own?.standing === "leading" ? "won" : "lost";
}
