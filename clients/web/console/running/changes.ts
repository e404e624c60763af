/** What has changed between the lot that a clerk saw and the lot as it is, in words. */

import type { Item } from "auction-client";
import { splitHandle } from "../../ui/handle";
import { formatMoney } from "../../ui/money";
import { isolated } from "../../ui/text";
import { texts } from "../texts";

/** The changes, the most important first; never empty. */
export function changesBetween(before: Item, after: Item): readonly string[] {
  const t = texts().running.conflict;
  const words = texts().common.statuses;
  const money = (amount: number) => formatMoney(amount, after.currency);
  const changes: string[] = [];
  if (before.status !== after.status) changes.push(t.status(words[before.status], words[after.status]));
  if (before.price !== after.price) changes.push(t.price(money(before.price), money(after.price)));
  if (before.leader !== after.leader) changes.push(after.leader === null ? t.nobody : t.leader(nameOf(after.leader)));
  if (changes.length === 0 && before.minimum !== after.minimum) changes.push(t.asking(money(after.minimum)));
  if (before.ends_at !== after.ends_at && after.ends_at !== null) changes.push(t.end);
  if (before.notice?.notice_id !== after.notice?.notice_id) changes.push(t.notice);
  if (before.title !== after.title || before.description !== after.description) changes.push(t.description);
  return changes.length > 0 ? changes : [t.other];
}

/** The name of a handle for the middle of a sentence. */
export function nameOf(handle: string): string {
  return isolated(splitHandle(handle).name);
}
