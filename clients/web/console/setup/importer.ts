/**
 * Importing a catalogue: it is checked first, its faults are shown at their cells, and are mended there.
 *
 * A CSV is shown as a grid whose cells can be edited. JSON is sent as it is, with its faults in a list.
 */

import type { FileForm, ImportAnswer, RowFault } from "auction-client";
import { button, h, setText } from "../../ui/dom";
import { answerLine } from "../controls/answerLine";
import { saveFile } from "../controls/parts";
import type { SaleDesk } from "../desk";
import { texts } from "../texts";
import { cellsOf, csvOf } from "./grid";

/** Rows that are shown besides those with faults. */
const ROWS_SHOWN = 20;

export function importer(desk: SaleDesk): HTMLElement {
  const t = texts().setup.files;
  const { sale, rest } = desk;
  const chosen = h("input", { type: "file", accept: ".csv,.json,.txt,.tsv", id: "catalogue", "data-test": "catalogue-file" });
  const pasted = h("textarea", { dir: "auto", rows: "4", placeholder: t.empty, "aria-label": t.drop, "data-test": "catalogue-text" });
  const answer = answerLine("import-answer");
  const grid = h("div", { class: "scrolls", "data-test": "import-grid" });
  const check = button(t.check, { class: "outline", "data-test": "check-import" }, () => void send(true));
  const putUp = button(t.putUp(0), { class: "primary", "data-test": "put-up-import", hidden: true }, () => void send(false));
  const label = h("label", { for: "catalogue", class: "quiet" }, t.choose);
  const element = h("div", { class: "panel", "data-test": "importer" }, h("h2", {}, t.import), label, chosen, pasted);
  element.append(h("div", { class: "line" }, check, putUp), answer.element, grid, exports(desk));
  let rows: string[][] | null = null;

  const load = (text: string) => {
    pasted.value = text;
    rows = null;
    putUp.hidden = true;
    grid.replaceChildren();
  };
  chosen.addEventListener("change", () => void chosen.files?.[0]?.text().then(load));
  pasted.addEventListener("input", () => load(pasted.value));
  element.addEventListener("dragover", (event) => event.preventDefault());
  element.addEventListener("drop", (event) => {
    event.preventDefault();
    void event.dataTransfer?.files[0]?.text().then(load);
  });

  const send = async (dryRun: boolean) => {
    const form: FileForm = /^\s*[[{]/.test(pasted.value) ? "json" : "csv";
    const body = rows === null ? bodyOf(pasted.value, form) : csvOf(rows);
    answer.wait(texts().common.sending);
    check.disabled = putUp.disabled = true;
    const result = await rest.catalogue.importItems(sale.auctionId, body, { form, dryRun });
    check.disabled = putUp.disabled = false;
    if (!result.ok) return answer.refused(result.error, sale.currency);
    if (form === "csv") rows ??= cellsOf(pasted.value);
    show(result);
    if (!dryRun && result.fault_count === 0) {
      load("");
      answer.good(t.imported(result.created, result.existing));
      await sale.refresh();
    }
  };
  const show = (result: ImportAnswer) => {
    const isGood = result.fault_count === 0;
    putUp.hidden = !isGood || !result.dry_run;
    setText(putUp, t.putUp(result.rows - result.existing));
    if (isGood) answer.good(result.existing === 0 ? t.checked(result.rows) : t.checkedSome(result.rows, result.existing));
    else answer.bad(t.faults(result.fault_count, result.rows));
    const changed = () => {
      putUp.hidden = true;
      pasted.value = csvOf(rows ?? []);
    };
    if (rows === null) grid.replaceChildren(faultList(result.faults));
    else grid.replaceChildren(gridOf(rows, result.faults, changed));
  };
  return element;
}

function bodyOf(text: string, form: FileForm): string {
  // A list of items alone is taken as well.
  return form === "json" && text.trimStart().startsWith("[") ? `{"items": ${text}}` : text;
}

function faultList(faults: readonly RowFault[]): HTMLElement {
  const t = texts().setup.files;
  const line = (each: RowFault) => `${t.row} ${each.row} · ${each.field || t.wholeRow}: ${each.message}`;
  return h("ul", { class: "faults" }, ...faults.map((each) => h("li", { "data-test": "import-fault" }, line(each))));
}

/** The rows with faults, and some others, as fields. The header is row 1, as in a spreadsheet. */
function gridOf(rows: string[][], faults: readonly RowFault[], changed: () => void): HTMLElement {
  const t = texts().setup.files;
  const header = rows[0] ?? [];
  const byRow = new Map<number, RowFault[]>();
  for (const each of faults) byRow.set(each.row, [...(byRow.get(each.row) ?? []), each]);
  const shown = rows.map((_, at) => at + 1).filter((row) => row > 1 && (byRow.has(row) || row <= ROWS_SHOWN + 1));
  const lines = shown.map((row) => {
    const found = byRow.get(row) ?? [];
    const cells = header.map((name, column) => {
      const input = h("input", { value: rows[row - 1]?.[column] ?? "", "aria-label": `${t.row} ${row}, ${name}` });
      input.addEventListener("input", () => {
        const line = rows[row - 1] as string[];
        while (line.length <= column) line.push("");
        line[column] = input.value;
        changed();
      });
      const own = found.filter((fault) => isAbout(fault.field, name));
      input.toggleAttribute("aria-invalid", own.length > 0);
      return h("td", {}, input, ...own.map(faultText));
    });
    const others = found.filter((fault) => !header.some((name) => isAbout(fault.field, name)));
    const number = h("th", { scope: "row" }, String(row), ...others.map(faultText));
    return h("tr", { class: found.length > 0 ? "faulty" : "", "data-test": "import-row", "data-row": String(row) }, number, ...cells);
  });
  const head = h("tr", {}, h("th", {}, t.row), ...header.map((name) => h("th", { scope: "col" }, name)));
  return h("table", { class: "grid" }, h("thead", {}, head), h("tbody", {}, ...lines));
}

function faultText(fault: RowFault): HTMLElement {
  const about = fault.field === "" ? "" : `${fault.field}: `;
  return h("span", { class: "field-fault", "data-test": "import-fault", title: about + fault.message }, fault.message);
}

function isAbout(field: string, column: string): boolean {
  return field !== "" && (field === column.trim() || field.startsWith(`${column.trim()}.`));
}

function exports(desk: SaleDesk): HTMLElement {
  const t = texts().setup.files;
  const answer = answerLine("export-answer");
  const save = async (form: FileForm) => {
    const result = await desk.rest.catalogue.exportItems(desk.sale.auctionId, { form });
    if (result.ok) saveFile(result.file, `${desk.sale.auctionId}.${form}`);
    else answer.refused(result.error, desk.sale.currency);
  };
  const csv = button(t.exportCsv, { class: "outline", "data-test": "export-csv" }, () => void save("csv"));
  const json = button(t.exportJson, { class: "outline", "data-test": "export-json" }, () => void save("json"));
  return h("div", { class: "line exports" }, csv, json, answer.element);
}
