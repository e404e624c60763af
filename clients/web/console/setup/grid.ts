/** A catalogue as rows of cells, from pasted text or a file, and back to a file. */

/** The delimiter of a text: that which its first line has most of. */
export function delimiterOf(text: string): string {
  const [first = ""] = text.split("\n", 1);
  const counts = [",", ";", "\t"].map((each) => [first.split(each).length, each] as const);
  return counts.reduce((best, each) => (each[0] > best[0] ? each : best))[1];
}

/** Read CSV. Quotes may hold delimiters and line breaks, and a doubled quote is one. */
export function cellsOf(text: string, delimiter = delimiterOf(text)): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  const body = text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
  const endRow = () => {
    row.push(cell);
    rows.push(row);
    row = [];
    cell = "";
  };
  for (let at = 0; at < body.length; at++) {
    const character = body[at] as string;
    if (quoted) {
      if (character !== '"') cell += character;
      else if (body[at + 1] === '"') cell += body[++at];
      else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === delimiter) {
      row.push(cell);
      cell = "";
    } else if (character === "\n") endRow();
    else cell += character;
  }
  if (cell !== "" || row.length > 0) endRow();
  return rows;
}

/** Write CSV with commas. */
export function csvOf(rows: readonly (readonly string[])[]): string {
  const written = (cell: string) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return rows.map((row) => `${row.map(written).join(",")}\n`).join("");
}
