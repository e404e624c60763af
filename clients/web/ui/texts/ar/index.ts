/** The Arabic catalogue. */

import type { Texts } from "..";
import { bidding } from "./bidding";
import { common } from "./common";
import { following } from "./following";
import { frame } from "./frame";
import { item } from "./item";
import { looking } from "./looking";

export const ar: Texts = { common, frame, item, bidding, following, looking };
