/** The English catalogue. */

import { bidding } from "./bidding";
import { common } from "./common";
import { frame } from "./frame";
import { item } from "./item";
import { sales } from "./sales";

export const en = { common, frame, item, bidding, sales };
