/** The offers of a secret item after its close. The archive shows them, also to a page that was loaded later. */

import type { BidderRest, Bid, ItemView } from "auction-client";
import { traitsOf } from "../../ui/formats";
import { hasEnded } from "../../ui/statuses";

const OFFERS_MAX = 50;
/** The archive follows the close by less than this. */
const ASK_AGAIN_MS = 2_000;

export interface Offers {
  /** The view with the offers, as far as they are known. */
  shownIn(view: ItemView): ItemView;
  dispose(): void;
}

/** Read the offers once they are missing from a view; `changed` is called when they are there. */
export function offers(rest: BidderRest, itemId: string, changed: () => void): Offers {
  let known: readonly Bid[] = [];
  let isAsked = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const ask = async () => {
    isAsked = true;
    const answer = await rest.catalogue.bids(itemId, { limit: OFFERS_MAX });
    if (answer.ok && answer.bids.length > 0) {
      known = [...answer.bids].reverse();
      changed();
    } else timer = setTimeout(() => void ask(), ASK_AGAIN_MS);
  };
  return {
    shownIn(view) {
      if (!areMissing(view)) return view;
      if (!isAsked) void ask();
      return { ...view, bids: known };
    },
    dispose: () => clearTimeout(timer),
  };
}

/** Whether a view lacks all offers that an item had. */
export function areMissing({ item, bids }: ItemView): boolean {
  return traitsOf(item).secret && hasEnded(item.status) && item.bid_count > 0 && bids.length === 0;
}
