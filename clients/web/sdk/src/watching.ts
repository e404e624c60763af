/** What a client watches over its connection: items, and whole sales. */

import type { ItemView } from "./itemView.js";
import { ItemWatch, WATCH_ANSWER_TIMEOUT_MS } from "./itemWatch.js";
import type { Watch, WatchSale } from "./messages/contract.js";
import type { Answer, Refusal, SaleAnswer, WatchAnswer } from "./messages/index.js";
import { SaleWatch, SaleWatches, type SalePosition, type SaleView } from "./sales/index.js";
import type { Unsubscribe } from "./signal.js";
import { Watches } from "./watches.js";

/** The part of a connection that is needed here. */
export interface Requests {
  readonly isOpen: boolean;
  request<T>(event: string, argument: object, timeoutMs?: number): Promise<Answer<T>>;
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
      const argument: Watch = { item_id: itemId, ...position };
      return this.connection.request<WatchAnswer>("watch", argument, WATCH_ANSWER_TIMEOUT_MS);
    };
    const watch = new ItemWatch(ask, listener, refused);
    this.items.add(itemId, watch);
    if (this.connection.isOpen) void watch.resync();
    return () => {
      watch.suspend();
      if (this.items.remove(itemId, watch)) this.leave("unwatch", { item_id: itemId });
    };
  }

  watchSale(
    auctionId: string,
    listener: (view: SaleView) => void,
    refused: (refusal: Refusal) => void,
  ): Unsubscribe {
    const ask = (position: SalePosition) => {
      const argument: WatchSale = { auction_id: auctionId, ...position };
      return this.connection.request<SaleAnswer>("watch_sale", argument, WATCH_ANSWER_TIMEOUT_MS);
    };
    const watch = new SaleWatch(ask, listener, refused);
    this.sales.add(auctionId, watch);
    if (this.connection.isOpen) void watch.resync();
    return () => {
      watch.suspend();
      if (this.sales.remove(auctionId, watch)) this.leave("unwatch_sale", { auction_id: auctionId });
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

  private leave(event: string, argument: object): void {
    if (this.connection.isOpen) void this.connection.request(event, argument);
  }
}
