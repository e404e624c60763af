/**
 * The messages of the wire contract, as the client reads them.
 *
 *     answers   the answers to requests
 *     bidders   the bidders of a sale
 *     bids      bids, and the messages about them
 *     catalogue  searches, and sales in files
 *     mine      what is a bidder's own
 *     items     items, and the messages about them
 *     reach     the hammer's reach
 *     settling  fees, results, statements and webhooks
 *     listings  listings of items, and changes of items and sales
 *     sales     sales and their pages
 *     saleroom  clerks, paddles and notices of a sale
 *     saleActs  acts on whole sales
 *     saleFeed  a whole sale as it stands and changes
 *     users     users and their tokens
 *
 * Amounts are integers in minor units of the item's currency, times are milliseconds since the
 * epoch on the server's clock, `seq` is an item's event number: 1, 2, 3, ... with no gap.
 */

export * from "./answers.js";
export * from "./bidders.js";
export * from "./bids.js";
export * from "./catalogue.js";
export * from "./items.js";
export * from "./listings.js";
export * from "./reach.js";
export * from "./mine.js";
export * from "./saleActs.js";
export * from "./saleFeed.js";
export * from "./saleroom.js";
export * from "./sales.js";
export * from "./settling.js";
export * from "./users.js";
