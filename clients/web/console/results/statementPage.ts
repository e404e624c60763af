/** All that a bidder won in a sale, and the sums, to read or to print. */

import type { Statement } from "auction-client";
import { button, h, type View } from "../../ui/dom";
import { splitHandle } from "../../ui/handle";
import { formatMoney } from "../../ui/money";
import { titleText } from "../../ui/text";
import { answerLine } from "../controls/answerLine";
import { row, table } from "../controls/parts";
import type { SaleDesk } from "../desk";
import { hashOf } from "../routes";
import { texts } from "../texts";

export function statementPage(desk: SaleDesk, userId: string): View {
  const t = texts().results;
  const answer = answerLine("statement-answer");
  const back = h("a", { href: hashOf(desk.sale.auctionId, "results"), class: "quiet-link" }, t.back);
  const print = button(t.print, { class: "outline" }, () => window.print());
  const body = h("section", { class: "panel", "data-test": "statement" });
  const element = h("div", { class: "page narrow" }, h("div", { class: "head" }, back, h("span", { class: "space" }), print), answer.element, body);
  void desk.rest.settling.statement(desk.sale.auctionId, userId).then((result) => {
    if (!result.ok) return answer.refused(result.error, desk.sale.currency);
    body.replaceChildren(...partsOf(result, userId));
  });
  return { element, dispose: () => {} };
}

function partsOf(statement: Statement, userId: string): HTMLElement[] {
  const t = texts().results;
  const money = (amount: number) => formatMoney(amount, statement.currency);
  const name = statement.handle === null ? userId : splitHandle(statement.handle).name;
  const paddle = statement.paddle === null ? "" : ` · ${t.paddle(statement.paddle)}`;
  const made = table("statement-lines", [t.columns.lot, t.columns.title, t.columns.price, t.premium, t.tax, t.total]);
  made.body.append(
    ...statement.lines.map((line) => {
      const price = line.quantity > 1 ? t.units(line.quantity, money(line.amount)) : money(line.hammer_price);
      return row("statement-line", line.lot ?? texts().common.noLot, titleText(line.title), price, money(line.premium), money(line.tax), money(line.total));
    }),
  );
  const sums = [t.total, "", money(statement.hammer_price), money(statement.premium), money(statement.tax), money(statement.total)];
  const foot = h("tfoot", {}, h("tr", {}, ...sums.map((each) => h("td", {}, each))));
  made.element.querySelector("table")?.append(foot);
  const title = h("h1", {}, t.statementOf(name), h("span", { class: "quiet" }, paddle));
  return [title, h("p", { class: "quiet", dir: "auto" }, titleText(statement.title)), made.element];
}
