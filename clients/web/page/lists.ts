/** The views that are lists, in one file of the built page. */

export { minePage } from "./mine/minePage";
export { salePage } from "./sales/salePage";
export { salesPage } from "./sales/salesPage";
