// A program without the types of the DOM or of Node, which tsc checks together with all declarations.
import { AuctionClient, AuctionRest, type BidResult, type Item } from "auction-client";

const client = new AuctionClient({ url: "http://127.0.0.1:8080" });
client.connectionState.subscribe((state) => state === "live");
export const unwatch = client.watch("lamp", ({ item, bids }) => priceOf(item, bids.length));

const result: BidResult = await client.bid("lamp", 1250, "b1", { maxAmount: 2000 });
export const minimum: number | undefined = result.outcome === "refused" ? result.refusal.minimum : undefined;

const exported = await new AuctionRest("").catalogue.exportItems("sale");
export const file = exported.ok ? exported.file : exported.error.code;

// @ts-expect-error: a bid needs an amount
void client.bid("lamp");

function priceOf({ price, minimum: next, ends_at }: Item, bids: number): number {
  return price + next + (ends_at ?? 0) + bids;
}
