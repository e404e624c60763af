// Builds the package's modules and declarations anew into `dist`.
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { createRequire } from "node:module";

const folder = new URL(".", import.meta.url);
const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc");

rmSync(new URL("dist", import.meta.url), { recursive: true, force: true });
execFileSync(process.execPath, [compiler, "-p", "tsconfig.build.json"], { cwd: folder, stdio: "inherit" });
