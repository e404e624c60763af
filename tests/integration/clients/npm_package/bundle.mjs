// Bundles three programs and prints their bytes, gzipped: one that uses the whole package, without and with
// socket.io-client, and one that uses the HTTP routes alone.
import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build } from "vite";

writeFileSync("whole.js", 'import * as sdk from "auction-client"; globalThis.used = [sdk.AuctionClient, sdk.AuctionRest];');
writeFileSync("routes.js", 'import { AuctionRest } from "auction-client"; globalThis.used = AuctionRest;');
const sizes = [await bytesOf("whole.js", ["socket.io-client"]), await bytesOf("whole.js"), await bytesOf("routes.js")];
console.log(JSON.stringify(sizes));

async function bytesOf(input, external = []) {
  const bundled = { write: false, target: "es2022", modulePreload: false, rollupOptions: { input, external } };
  const { output } = await build({ configFile: false, logLevel: "error", build: bundled });
  return output.reduce((bytes, { code }) => bytes + gzipSync(code).length, 0);
}
