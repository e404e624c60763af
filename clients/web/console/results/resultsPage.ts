/** The results of a sale, their sums, the file, and the statement of a bidder. */

import type { ItemResult, Status, WinnerLine } from "auction-client";
import { button, h, setText, type View } from "../../ui/dom";
import { handleElement, splitHandle } from "../../ui/handle";
import { formatMoney } from "../../ui/money";
import { hasEnded } from "../../ui/statuses";
import { titleText } from "../../ui/text";
import { answerLine } from "../controls/answerLine";
import { drawBadge, statusBadge } from "../controls/badge";
import { row, saveFile, table } from "../controls/parts";
import type { SaleDesk } from "../desk";
import { hashOf } from "../routes";
import { texts } from "../texts";
import { statementPage } from "./statementPage";
import { sumsOf } from "./sums";

const PAGES_MAX = 100;
const REREAD_MS = 600;

/** The results, or the statement of the user that the address names. */
export function resultsPage(desk: SaleDesk, userId: string): View {
  return userId === "" ? allResults(desk) : statementPage(desk, userId);
}

function allResults(desk: SaleDesk): View {
  const t = texts().results;
  const { sale, rest } = desk;
  const { columns } = t;
  const made = table("results", Object.values(columns));
  const sums = h("dl", { class: "sums", "data-test": "sums" });
  const answer = answerLine("results-answer");
  const none = h("p", { class: "quiet", hidden: true }, t.none);
  const file = button(t.file, { class: "outline", "data-test": "results-file" }, () => void saveResults());
  const head = h("div", { class: "head" }, h("h1", {}, t.title), h("span", { class: "space" }), file);
  const element = h("div", { class: "page" }, head, sums, answer.element, h("section", { class: "panel" }, none, made.element));
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;

  const read = async () => {
    const results: ItemResult[] = [];
    let after: string | null = null;
    for (let page = 0; page < PAGES_MAX; page++) {
      const answered: Awaited<ReturnType<typeof rest.settling.results>> = await rest.settling.results(
        sale.auctionId,
        after === null ? {} : { after },
      );
      if (isOver) return;
      if (!answered.ok) return answer.refused(answered.error, sale.currency);
      results.push(...answered.results);
      after = answered.next_after;
      if (after === null) break;
    }
    draw(results);
  };
  const draw = (results: readonly ItemResult[]) => {
    none.hidden = results.length > 0;
    made.element.hidden = results.length === 0;
    made.body.replaceChildren(...results.map((each) => resultRow(desk, each)));
    drawSums(results);
  };
  const drawSums = (results: readonly ItemResult[]) => {
    const all = sumsOf(results);
    const money = (amount: number) => formatMoney(amount, sale.currency);
    const pairs: [string, string][] = [
      [t.sums(all.sold, all.ended), ""],
      [t.hammer, money(all.hammer_price)],
      [t.premium, money(all.premium)],
      [t.tax, money(all.tax)],
      [t.total, money(all.total)],
    ];
    sums.replaceChildren(...pairs.map(([label, amount]) => h("div", {}, h("dt", { class: "label" }, label), h("dd", {}, amount))));
  };
  const saveResults = async () => {
    const result = await rest.settling.resultsFile(sale.auctionId);
    if (result.ok) saveFile(result.file, `${sale.auctionId}-results.csv`);
    else answer.refused(result.error, sale.currency);
  };
  // The archive follows the sale within a second or so.
  const readSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void read(), REREAD_MS);
  };
  let known = "";
  const unsubscribe = sale.subscribe(() => {
    const ended = sale.items.filter((item) => hasEnded(item.status)).map((item) => `${item.item_id} ${item.seq}`);
    if (ended.join() !== known) readSoon();
    known = ended.join();
  });
  setText(none, t.none);
  // Their place is taken before the results are read, so that nothing moves.
  drawSums([]);
  void read();
  return {
    element,
    dispose() {
      isOver = true;
      clearTimeout(timer);
      unsubscribe();
    },
  };
}

function resultRow(desk: SaleDesk, result: ItemResult): HTMLElement {
  const t = texts().results;
  const money = (amount: number) => formatMoney(amount, desk.sale.currency);
  const badge = statusBadge("result-status");
  drawBadge(badge, result.status as Status);
  const title = h("a", { href: hashOf(desk.sale.auctionId, "run", result.item_id), dir: "auto" }, titleText(result.title));
  const each = (draw: (winner: WinnerLine) => Node | string) => h("div", {}, ...result.winners.map((winner) => h("div", {}, draw(winner))));
  const winners = each((winner) => {
    const href = hashOf(desk.sale.auctionId, "results", winner.user_id);
    const link = h("a", { href, "data-test": "statement-link" }, handleElement(winner.handle, false));
    // A person of the room is called by the paddle.
    const isNamed = winner.paddle === null || splitHandle(winner.handle).name.endsWith(` ${winner.paddle}`);
    const paddle = isNamed ? "" : ` · ${t.paddle(winner.paddle)}`;
    return h("span", {}, link, h("span", { class: "quiet" }, paddle));
  });
  const price = each((winner) => (winner.quantity > 1 ? t.units(winner.quantity, money(winner.amount)) : money(winner.amount)));
  const total = each((winner) => money(winner.total));
  const under = result.underbidder;
  const second = under === null ? "" : h("span", {}, handleElement(under.handle, false), ` ${money(under.amount)}`);
  return row("result-row", result.lot ?? texts().common.noLot, title, badge, winners, price, total, second);
}
