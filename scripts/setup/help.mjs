import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { manualPages } from "./manual-page.mjs";
import { pageText } from "./page-text.mjs";

/**
 * Writes what `frameferry help TOPIC` and `man frameferry` show: the pages of the documentation as text, and manual
 * pages made from the tree of commands.
 * @param {string} root
 * @param {string} dist the compiled modules
 */
export async function writeHelp(root, dist) {
  const { topics, ...program } = await compiledHelp(join(dist, "cli"));
  mkdirSync(join(dist, "help"));
  for (const { name, page } of topics) {
    const text = pageText(readFileSync(join(root, "src", page), "utf8"));
    writeFileSync(join(dist, "help", `${name}.txt`), text);
  }
  mkdirSync(join(dist, "man"));
  const facts = { version: versionIn(root), exitCodes: program.exitCodes, topics };
  for (const [file, text] of manualPages(program.tree, facts))
    writeFileSync(join(dist, "man", file), text);
}

/** @param {string} cli folder of the compiled modules */
async function compiledHelp(cli) {
  const address = (/** @type {string} */ path) => pathToFileURL(join(cli, path)).href;
  const { TOPICS: topics } = /** @type {typeof import("../../src/cli/help/topics.ts")} */ (
    await import(address("help/topics.js"))
  );
  const { createProgram } = /** @type {typeof import("../../src/cli/program.ts")} */ (
    await import(address("program.js"))
  );
  const { EXIT_CODE_MEANINGS: exitCodes } =
    /** @type {typeof import("../../src/cli/process/exit-codes.ts")} */ (
      await import(address("process/exit-codes.js"))
    );
  return { topics, exitCodes, tree: createProgram([], () => {}) };
}

/** @param {string} root */
function versionIn(root) {
  /** @type {unknown} */
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return /** @type {{ version: string }} */ (manifest).version;
}
