/**
 * The notices to a user about their own bids that a client has received before.
 *
 * The server sends some of them twice, because it can't know which of them arrived before a connection was lost.
 */

import type { BidLost, Outbid } from "./messages/index.js";

/** How many items and bids are remembered, the latest ones. */
export const NOTICES_KEPT = 1_000;

export class SeenNotices {
  private readonly outbids = new Map<string, { epoch: number; seq: number }>();
  private readonly losses = new Map<string, true>();
  private user: string | undefined;

  /** Forget the notices to another user. */
  setUser(userId: string): void {
    if (this.user !== undefined && this.user !== userId) {
      this.outbids.clear();
      this.losses.clear();
    }
    this.user = userId;
  }

  /** Take in an `outbid`; return whether it is above the last one of its item. */
  isNewOutbid({ item_id, epoch, seq }: Outbid): boolean {
    const last = this.outbids.get(item_id) ?? { epoch: -1, seq: -1 };
    const notice = { epoch: epoch ?? last.epoch, seq };
    if (notice.epoch < last.epoch || (notice.epoch === last.epoch && seq <= last.seq)) return false;
    remember(this.outbids, item_id, notice);
    return true;
  }

  /** Take in a `bid_lost`; return whether its bid has not been named before. */
  isNewLoss({ item_id, bid_id, seq }: BidLost): boolean {
    const bid = JSON.stringify([item_id, bid_id, seq]);
    if (this.losses.has(bid)) return false;
    remember(this.losses, bid, true);
    return true;
  }
}

function remember<V>(known: Map<string, V>, key: string, value: V): void {
  known.delete(key);
  known.set(key, value);
  const [oldest] = known.keys();
  if (known.size > NOTICES_KEPT && oldest !== undefined) known.delete(oldest);
}
