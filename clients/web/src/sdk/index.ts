/** The auction's JavaScript SDK: for browsers, React Native and Node alike. */

export { AuctionClient, type ClientOptions, type Connection } from "./auctionClient";
export { AuctionRest } from "./rest";
export { type BidResult } from "./bidding";
export { type ItemView, type KnownView } from "./itemView";
export { type ClockEstimate } from "./serverClock";
export { type Unsubscribe } from "./signal";
export * from "./messages";
