/** The watches of a client by item. */

import type { ItemWatch } from "./itemWatch.js";

export class Watches {
  private readonly byItem = new Map<string, Set<ItemWatch>>();

  add(itemId: string, watch: ItemWatch): void {
    this.byItem.set(itemId, (this.byItem.get(itemId) ?? new Set()).add(watch));
  }

  /** Remove a watch; return whether it was the last of its item. */
  remove(itemId: string, watch: ItemWatch): boolean {
    const watches = this.byItem.get(itemId);
    if (!watches?.delete(watch) || watches.size > 0) return false;
    return this.byItem.delete(itemId);
  }

  get any(): boolean {
    return this.byItem.size > 0;
  }

  clear(): void {
    this.byItem.clear();
  }

  each(act: (watch: ItemWatch) => void): void {
    for (const watches of this.byItem.values()) for (const watch of watches) act(watch);
  }

  eachOf(message: { item_id: string }, act: (watch: ItemWatch) => void): void {
    for (const watch of this.byItem.get(message.item_id) ?? []) act(watch);
  }
}
