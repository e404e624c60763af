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

export * from "./answers";
export * from "./bidders";
export * from "./bids";
export * from "./catalogue";
export * from "./items";
export * from "./listings";
export * from "./reach";
export * from "./mine";
export * from "./saleActs";
export * from "./saleFeed";
export * from "./saleroom";
export * from "./sales";
export * from "./settling";
export * from "./users";
