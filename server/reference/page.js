// The page's search, its buttons that copy a text, and its own address in the quick start.
"use strict";

const SHOWN_MS = 2000;

const search = document.querySelector(".search");
const field = search.querySelector("input");
const found = search.querySelector("[role=status]");
const main = document.querySelector("main");

/** What can be found: the cards, and the rows of the table of codes, each with its words. */
const entries = [...main.querySelectorAll("article[id], [id^=error-]")].map((element) => {
  const shown = element.closest("tr") ?? element;
  const named = element.closest("tr") ?? element.querySelector("h3, h4");
  const described = [...shown.querySelectorAll(":scope > p, :scope > .table td:first-child")];
  const words = [named, ...described].map(({ textContent }) => textContent).join(" ");
  return { shown, id: element.id, words: words.toLowerCase() };
});
const links = [...document.querySelectorAll(".contents li")].map((shown) => {
  return { shown, id: shown.firstElementChild.hash.slice(1) };
});
/** The parts of the page that are hidden when nothing in them is found. */
const parts = [...main.querySelectorAll("section")].reverse();

const groups = [...document.querySelectorAll(".contents div")];

function filter() {
  const wanted = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  const matching = entries.filter(({ words }) => wanted.every((word) => words.includes(word)));
  const ids = new Set(matching.map(({ id }) => id));
  for (const { shown, id } of [...entries, ...links]) shown.hidden = !ids.has(id);
  document.body.classList.toggle("searching", wanted.length > 0);
  for (const part of parts) part.hidden = !part.querySelector("article[id]:not([hidden]), tr:not([hidden]) [id]");
  for (const group of groups) group.hidden = !group.querySelector("li:not([hidden])");
  if (wanted.length === 0) for (const part of parts) part.hidden = false;
  found.textContent = wanted.length === 0 ? "" : matching.length === 0 ? "Nothing found" : `${matching.length} found`;
}

function remember() {
  const query = field.value.trim();
  const address = query === "" ? location.pathname : `?q=${encodeURIComponent(query)}`;
  history.replaceState(null, "", address + location.hash);
}

/** A link leads to its place also while a search hides it. */
function reveal() {
  const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!place?.closest("[hidden]")) return;
  field.value = "";
  filter();
  remember();
  place.scrollIntoView();
}

async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Pages without TLS have no clipboard of their own.
  const hidden = document.createElement("textarea");
  hidden.value = text;
  hidden.className = "offscreen";
  document.body.append(hidden);
  hidden.select();
  const done = document.execCommand("copy");
  hidden.remove();
  if (!done) throw new Error("the browser has not copied the text");
}

function addCopying(block) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  const caption = block.parentElement.querySelector("figcaption, summary").textContent;
  const card = block.closest("article").querySelector("h3, h4").textContent;
  button.setAttribute("aria-label", `Copy: ${card}, ${caption}`);
  button.addEventListener("click", async () => {
    const focused = document.activeElement;
    const copied = await copy(block.querySelector("pre").textContent).then(() => true, () => false);
    focused?.focus();
    button.textContent = copied ? "Copied" : "Not copied";
    found.textContent = button.textContent;
    setTimeout(() => (button.textContent = "Copy"), SHOWN_MS);
  });
  block.append(button);
}

for (const block of document.querySelectorAll(".block")) addCopying(block);
for (const each of document.querySelectorAll(".steps pre")) {
  each.textContent = each.textContent.replace("http://127.0.0.1:8080", location.origin);
}

field.value = new URLSearchParams(location.search).get("q") ?? "";
field.addEventListener("input", () => {
  filter();
  remember();
});
field.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  field.value = "";
  filter();
  remember();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input")) return;
  event.preventDefault();
  field.focus();
});
addEventListener("hashchange", reveal);
search.hidden = false;
filter();
reveal();
