import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const leftOver = /(\bimport\(\s*["']\.{1,2}\/[^"'\n]+)\.ts(["']\s*\))/g;

/**
 * Does what `rewriteRelativeImportExtensions` forgets: tsc 6 leaves the `.ts` of an `import()` in a
 * function that it transforms otherwise, such as one with `await using`, and before a `.then`
 * (https://github.com/microsoft/TypeScript/issues/63287, 61151).
 * @param {string} folder compiled files
 */
export function rewriteImports(folder) {
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".js")) continue;
    const file = join(folder, name);
    const text = readFileSync(file, "utf8");
    const rewritten = text.replaceAll(leftOver, "$1.js$2");
    if (rewritten !== text) writeFileSync(file, rewritten);
  }
}
