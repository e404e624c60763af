/**
 * Whether the reader is admitted to the sale. Where the sale chooses its bidders, a panel stands in the place of the bid
 * form; its code is loaded for a reader who is not admitted.
 */

import type { Admission, AuctionClient, BidderRest, Identity, Item } from "auction-client";
import { hasEnded } from "../../../ui/statuses";
import { latePart } from "../../late";
import type { AdmissionSight } from "./admissionPanel";

export interface AdmissionPlace {
  readonly element: HTMLElement;
  /** Whether the reader may bid, as far as is known. The server decides. */
  readonly mayBid: boolean;
  update(item: Item, me: Identity | null): void;
  dispose(): void;
}

export function admissionPlace(client: AuctionClient, rest: BidderRest, changed: () => void): AdmissionPlace {
  let shown: { readonly item: Item; readonly me: Identity } | null = null;
  let admission: Admission | null = null;
  let readFor = "";

  const take = (next: Admission) => {
    admission = next;
    draw();
    changed();
  };
  const panel = latePart<AdmissionSight>("", async () => (await import("./admissionPanel")).admissionPanel(rest, take));
  const isOpen = () => admission !== null && admission.required && admission.state !== "approved";
  const read = async ({ item, me }: { readonly item: Item; readonly me: Identity }) => {
    const answer = await rest.bidders.admission(item.auction_id);
    if (shown?.me.user_id === me.user_id && answer.ok) take(answer);
  };
  const draw = () => {
    if (admission === null || shown === null) return void (panel.element.hidden = true);
    panel.update({ admission, item: shown.item }, isOpen() && !hasEnded(shown.item.status));
  };
  const unsubscribe = client.admission.subscribe((next) => {
    if (shown !== null && next.auction_id === shown.item.auction_id) take(next);
  });

  return {
    element: panel.element,
    get mayBid() {
      return !isOpen();
    },
    update(item, me) {
      shown = me === null ? null : { item, me };
      const key = me === null ? "" : `${item.auction_id} ${me.user_id}`;
      if (key !== readFor) {
        readFor = key;
        admission = null;
        if (shown !== null) void read(shown);
      }
      draw();
    },
    dispose: unsubscribe,
  };
}
