/** The English catalogue. */

import { bidding } from "./bidding";
import { common } from "./common";
import { following } from "./following";
import { frame } from "./frame";
import { item } from "./item";
import { looking } from "./looking";

export const en = { common, frame, item, bidding, following, looking };
