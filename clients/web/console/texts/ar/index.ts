/** The Arabic catalogue of the console. */

import type { Texts } from "..";
import { bidders } from "./bidders";
import { common } from "./common";
import { frame } from "./frame";
import { results } from "./results";
import { running } from "./running";
import { setup } from "./setup";
import { webhooks } from "./webhooks";

export const ar: Texts = { common, frame, setup, bidders, running, results, webhooks };
