/** The Arabic catalogue. */

import type { Texts } from "..";
import { bidding } from "./bidding";
import { common } from "./common";
import { frame } from "./frame";
import { item } from "./item";
import { sales } from "./sales";

export const ar: Texts = { common, frame, item, bidding, sales };
