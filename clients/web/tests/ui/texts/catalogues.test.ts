import ts from "typescript";
import { describe, expect, test } from "vitest";
import { ar as consoleAr } from "../../../console/texts/ar";
import { de as consoleDe } from "../../../console/texts/de";
import { en as consoleEn } from "../../../console/texts/en";
import { account as accountAr } from "../../../ui/texts/ar/account";
import { ar } from "../../../ui/texts/ar";
import { account as accountDe } from "../../../ui/texts/de/account";
import { de } from "../../../ui/texts/de";
import { account as accountEn } from "../../../ui/texts/en/account";
import { en } from "../../../ui/texts/en";

const MODULES: Record<string, string> = import.meta.glob(["../../../{console,page,ui}/**/*.ts", "!../../../**/texts/**"], {
  eager: true,
  query: "?raw",
  import: "default",
});

/** Properties whose strings no reader sees. */
const UNSEEN = new Set(["class", "data-test", "aria-labelledby", "aria-describedby"]);
/** The names of keys, as events have them. */
const KEYS = new Set(["Enter", "Escape"]);
const SELECTORS = new Set(["form input", "field check", "input, textarea, select, dialog", "(prefers-reduced-motion: reduce)"]);
/** Words that are the same in German. */
const GERMAN_TOO = new Set(["Live", "API", "Token", "Webhooks", "Format", "Start", "Limit", "Pause", "online", "Name"]);

/** The literals of a module that look like words for a reader: several words, or one that begins with a capital. */
function literals(name: string, code: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || isUnseen(node)) return;
    const isText = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
    if (isText && looksRead(node.text) && !KEYS.has(node.text) && !SELECTORS.has(node.text)) found.push(`${name}: ${node.text}`);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(name, code, ts.ScriptTarget.Latest, true));
  return found;
}

function isUnseen(node: ts.Node): boolean {
  return ts.isPropertyAssignment(node) && UNSEEN.has(node.name.getText().replaceAll('"', ""));
}

function looksRead(text: string): boolean {
  return /\p{L}[,.:;!?…]*\s+\p{L}/u.test(text) || /^\s*\p{Lu}\p{Ll}+([ .…?!]|$)/u.test(text);
}

test("no text for a reader stands outside the catalogues", () => {
  expect(Object.keys(MODULES).length).toBeGreaterThan(20);
  expect(Object.entries(MODULES).flatMap(([name, code]) => literals(name, code))).toEqual([]);
});

test("a text for a reader is known by its look", () => {
  expect(literals("x.ts", 'say("You lead"); say(`at ${price} only now`); h("p", { class: "card big" }, "Join")')).toEqual([
    "x.ts: You lead",
    "x.ts:  only now",
    "x.ts: Join",
  ]);
});

describe.each([
  ["German", de, en],
  ["Arabic", ar, en],
  ["German account's", accountDe, accountEn],
  ["Arabic account's", accountAr, accountEn],
  ["German console's", consoleDe, consoleEn],
  ["Arabic console's", consoleAr, consoleEn],
])("the %s catalogue", (_language, catalogue: object, english: object) => {
  test("leaves no English text in place", () => {
    const same: string[] = [];
    const compare = (theirs: object, source: object) => {
      for (const [key, value] of Object.entries(theirs)) {
        const other = (source as Record<string, unknown>)[key];
        if (typeof value === "object") compare(value as object, other as object);
        else if (typeof value === "string" && value === other && /\p{L}{2}/u.test(value)) same.push(value);
      }
    };
    compare(catalogue, english);
    expect(same.filter((text) => !GERMAN_TOO.has(text))).toEqual([]);
  });
});
