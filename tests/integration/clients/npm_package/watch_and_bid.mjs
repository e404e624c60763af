// Watches an item, bids on it by the installed package, and prints the result and the view after it.
//
//   node watch_and_bid.mjs URL TOKEN
import { AuctionClient, AuctionRest } from "auction-client";

const [url, token] = process.argv.slice(2);
const client = new AuctionClient({ url, token });
const seen = new Promise((resolve) => {
  client.watch("lamp", (view) => view.bids.length > 0 && resolve(view));
});
const result = await client.bid("lamp", 150);
const { item } = await seen;
const found = await new AuctionRest(url).catalogue.search({ q: "lamp" });
client.close();
console.log(JSON.stringify({ outcome: result.outcome, price: item.price, found: found.items.length }));
