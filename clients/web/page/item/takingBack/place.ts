/** The place of the control that takes a bid back. Its code is loaded for a reader who has a bid. */

import type { AuctionClient, Identity, ItemView } from "auction-client";
import { h } from "../../../ui/dom";
import { hasEnded } from "../../../ui/statuses";
import { latePart } from "../../late";
import { takesEarlyBids } from "../bidding/early";
import { hasBid } from "../bidding/standing";
import type { OwnBid, OwnSight } from "./takingBack";

export interface TakingBackPlace {
  readonly element: HTMLElement;
  /** Remember a bid that was just accepted, because a raised maximum is in no list. */
  placed(bid: OwnBid): void;
  /** A bid was lost and can't be taken back any more. */
  lost(bidId: string): void;
  update(view: ItemView, me: Identity | null): void;
}

/** The place, which keeps its height before the control is there; `taken` is called after a bid was taken back. */
export function takingBackPlace(client: AuctionClient, itemId: string, taken: () => void): TakingBackPlace {
  let placed: OwnBid | null = null;
  let seen: { readonly view: ItemView; readonly me: Identity | null } | null = null;
  let isWanted = false;
  const lost = (bidId: string) => {
    if (placed?.bidId === bidId) placed = null;
    draw();
  };
  const control = latePart<OwnSight>("", async () =>
    (await import("./takingBack")).takingBack(client, itemId, (bidId) => {
      lost(bidId);
      taken();
    }),
  );
  const element = h("div", { class: "take-back" }, control.element);
  const draw = () => {
    if (seen === null) return;
    const { view, me } = seen;
    const { item } = view;
    element.hidden = me === null || hasEnded(item.status) || (item.format !== "english" && !takesEarlyBids(item));
    // The control stays after the bid has gone, because it says so.
    isWanted ||= placed !== null || hasBid(view, me);
    control.update({ ...seen, placed }, isWanted);
  };
  return {
    element,
    placed(bid) {
      placed = bid;
      draw();
    },
    lost,
    update(view, me) {
      if (me?.user_id !== seen?.me?.user_id) {
        placed = null;
        isWanted = false;
      }
      seen = { view, me };
      draw();
    },
  };
}
