/** The watched sales of a client. */

import type { SaleMessage } from "../messages/index.js";
import type { SaleWatch } from "./saleWatch.js";

export class SaleWatches {
  private readonly bySale = new Map<string, Set<SaleWatch>>();

  add(auctionId: string, watch: SaleWatch): void {
    this.bySale.set(auctionId, (this.bySale.get(auctionId) ?? new Set()).add(watch));
  }

  /** Remove a watch; return whether it was the last of its sale. */
  remove(auctionId: string, watch: SaleWatch): boolean {
    const watches = this.bySale.get(auctionId);
    if (!watches?.delete(watch) || watches.size > 0) return false;
    return this.bySale.delete(auctionId);
  }

  get any(): boolean {
    return this.bySale.size > 0;
  }

  clear(): void {
    this.bySale.clear();
  }

  each(act: (watch: SaleWatch) => void): void {
    for (const watches of this.bySale.values()) for (const watch of watches) act(watch);
  }

  receive(message: SaleMessage): void {
    for (const watch of this.bySale.get(message.auction_id) ?? []) watch.receive(message);
  }
}
