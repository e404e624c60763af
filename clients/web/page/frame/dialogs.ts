/** The dialogs, a file of their own in the built page. */

export { accountDialog } from "./accountDialog";
export { joinDialog } from "./joinDialog";
