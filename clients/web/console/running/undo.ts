/** The act that takes the last one back, where the contract has one. */

import type { Item } from "auction-client";

/** An act that was carried out. */
export type DoneAct =
  | { readonly kind: "pause" | "resume" | "close" | "pass" | "sell"; readonly itemId: string }
  | { readonly kind: "bid"; readonly itemId: string; readonly bidId: string }
  | { readonly kind: "asking"; readonly itemId: string; readonly minimum: number };

export type Inverse =
  | { readonly kind: "pause" | "resume" }
  | { readonly kind: "reopen" }
  | { readonly kind: "void"; readonly bidId: string }
  | { readonly kind: "asking"; readonly price: number };

/** The act that takes another one back, on the item as it is; null where it is too late. */
export function inverseOf(done: DoneAct, item: Item): Inverse | null {
  if (done.itemId !== item.item_id) return null;
  const isLive = item.status === "open" || item.status === "closing";
  const isEnded = item.status === "sold" || item.status === "unsold";
  switch (done.kind) {
    case "pause":
      return item.status === "paused" ? { kind: "resume" } : null;
    case "resume":
      return isLive ? { kind: "pause" } : null;
    case "close":
    case "pass":
    case "sell":
      return isEnded ? { kind: "reopen" } : null;
    case "bid":
      return isEnded ? null : { kind: "void", bidId: done.bidId };
    case "asking":
      return isLive && done.minimum > item.price ? { kind: "asking", price: done.minimum } : null;
  }
}
