// Writes NAME.br and NAME.gz beside each built file that gets smaller, so that a node compresses nothing.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const COMPRESSIBLE = /\.(css|html|js|svg)$/;
const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };

for (const name of readdirSync("dist", { recursive: true })) {
  if (COMPRESSIBLE.test(name)) {
    const content = readFileSync(`dist/${name}`);
    const written = { br: brotliCompressSync(content, brotli), gz: gzipSync(content, { level: 9 }) };
    for (const [suffix, compressed] of Object.entries(written)) {
      if (compressed.length < content.length) {
        writeFileSync(`dist/${name}.${suffix}`, compressed);
      }
    }
  }
}
