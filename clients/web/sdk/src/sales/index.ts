/**
 * Watching a whole sale.
 *
 *     saleView      the pure fold of a sale's messages
 *     saleWatch     one watched sale, kept complete
 *     saleWatches   the watched sales of a client
 */

export { saleHasGap, type SaleView } from "./saleView.js";
export { SaleWatch, type SalePosition } from "./saleWatch.js";
export { SaleWatches } from "./saleWatches.js";
