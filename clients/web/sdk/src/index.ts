/**
 * The auction's TypeScript SDK, for browsers, React Native and Node alike.
 *
 *     auctionClient   the client: watched items, bids and commands over one connection
 *     connection      the connection, kept until it is closed, and the user of its token
 *     rest/           the HTTP routes
 *     bidding         one bid until it is decided
 *     sales/          watching a whole sale
 *     itemWatch       one watched item, kept complete
 *     watching        the items and sales that a client watches
 *     watches         the watches of a client by item
 *     liveness        whether the server still answers
 *     itemView        the pure fold of an item's messages
 *     backoff         when to try again, and after which pause
 *     serverClock     the estimate of the server's clock
 *     clockSampling   when the server's clock is asked for
 *     messages/       the messages of the wire contract
 *     socketRequests  one Socket.IO connection, and requests over it
 *     handles         the user of a handle
 *     notices         the notices to a user that have been received before
 *     bidId, signal   bid ids; notifications
 *
 * Names, limits and pauses are those of the Python SDK in `clients/python`.
 */

export { AuctionClient, type ClientOptions } from "./auctionClient.js";
export { type ConnectionState } from "./connection.js";
export { AuctionRest, BidderRest } from "./rest/index.js";
export { newBidId } from "./bidId.js";
export { type BidResult } from "./bidding.js";
export { codeOf, isOwn } from "./handles.js";
export { type ItemView } from "./itemView.js";
export { type SaleView } from "./sales/index.js";
export { type ClockEstimate, type ClockSample } from "./serverClock.js";
export { type Unsubscribe } from "./signal.js";
export * from "./messages/index.js";
