/** What a client watches over its connection: items, and whole sales. */

import type { ItemView } from "./itemView.js";
import { ItemWatch, WATCH_ANSWER_TIMEOUT_MS } from "./itemWatch.js";
import type { AnswerTo, ArgumentOf, EventName } from "./messages/events.js";
import type { Refusal } from "./messages/index.js";
import { SaleWatch, SaleWatches, type SalePosition, type SaleView } from "./sales/index.js";
import type { Unsubscribe } from "./signal.js";
import { Watches } from "./watches.js";

/** The part of a connection that is needed here. */
export interface Requests {
  readonly isOpen: boolean;
  request<E extends EventName>(event: E, argument: ArgumentOf<E>, timeoutMs?: number): Promise<AnswerTo<E>>;
}

export class Watching {
  readonly items = new Watches();
  readonly sales = new SaleWatches();

  constructor(private readonly connection: Requests) {}

  get any(): boolean {
    return this.items.any || this.sales.any;
  }

  watchItem(
    itemId: string,
    listener: (view: ItemView) => void,
    refused: (refusal: Refusal) => void,
  ): Unsubscribe {
    const ask = (since?: number, epoch?: number) => {
      const position = since === undefined ? {} : epoch === undefined ? { since } : { since, epoch };
      return this.connection.request("watch", { item_id: itemId, ...position }, WATCH_ANSWER_TIMEOUT_MS);
    };
    const watch = new ItemWatch(ask, listener, refused);
    this.items.add(itemId, watch);
    if (this.connection.isOpen) void watch.resync();
    return () => {
      watch.suspend();
      if (!this.items.remove(itemId, watch) || !this.connection.isOpen) return;
      void this.connection.request("unwatch", { item_id: itemId });
    };
  }

  watchSale(
    auctionId: string,
    listener: (view: SaleView) => void,
    refused: (refusal: Refusal) => void,
  ): Unsubscribe {
    const ask = (position: SalePosition) =>
      this.connection.request("watch_sale", { auction_id: auctionId, ...position }, WATCH_ANSWER_TIMEOUT_MS);
    const watch = new SaleWatch(ask, listener, refused);
    this.sales.add(auctionId, watch);
    if (this.connection.isOpen) void watch.resync();
    return () => {
      watch.suspend();
      if (!this.sales.remove(auctionId, watch) || !this.connection.isOpen) return;
      void this.connection.request("unwatch_sale", { auction_id: auctionId });
    };
  }

  /** The connection is open. */
  resume(recovered: boolean): void {
    this.items.each((watch) => void (recovered ? watch.resume() : watch.resync()));
    this.sales.each((watch) => void (recovered ? watch.resume() : watch.resync()));
  }

  /** The connection is lost. */
  suspend(): void {
    this.items.each((watch) => watch.suspend());
    this.sales.each((watch) => watch.suspend());
  }

  /** The connection has ended for good. */
  end(): void {
    this.suspend();
    this.items.clear();
    this.sales.clear();
  }
}
