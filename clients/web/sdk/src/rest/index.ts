/**
 * The HTTP routes.
 *
 *     auctionRest   all routes
 *     bidderRest    the routes of bidders: the sales, their items, and registration
 *     bidders       the bidders of a sale
 *     settling      the cost of bids, results and statements
 *     webhooks      webhooks and their deliveries
 *     catalogue     searches among items, and sales in files
 *     mine          a user's own bids, wins and watchlist
 *     editing       changes and deletions of items and sales
 *     requests      requests and their answers
 *     answerTime    the server's time in an answer
 */

export { AuctionRest } from "./auctionRest.js";
export { BidderRest } from "./bidderRest.js";
export { REST_ANSWER_TIMEOUT_MS } from "./requests.js";
