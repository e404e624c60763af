// Removes funding and download addresses from package-lock.json, so that it names packages and hashes only.
// `npm run lock` runs it after every change of the dependencies; `npm ci` never rewrites the lock.
import { readFileSync, writeFileSync } from "node:fs";

const path = new URL("package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(path, "utf8"));
for (const entry of Object.values(lock.packages)) {
  delete entry.funding;
  delete entry.resolved;
}
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
