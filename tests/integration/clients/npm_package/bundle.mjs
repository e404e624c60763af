// Bundles a program that uses the whole package, without and with socket.io-client; prints the bytes, gzipped.
import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build } from "vite";

writeFileSync(
  "entry.js",
  'import { AuctionClient, AuctionRest } from "auction-client"; globalThis.auction = { AuctionClient, AuctionRest };',
);
const sizes = [];
for (const external of [["socket.io-client"], []]) {
  const bundled = { write: false, target: "es2022", modulePreload: false, rollupOptions: { input: "entry.js", external } };
  const { output } = await build({ configFile: false, logLevel: "error", build: bundled });
  sizes.push(output.reduce((bytes, { code }) => bytes + gzipSync(code).length, 0));
}
console.log(JSON.stringify(sizes));
