import { readFileSync } from "node:fs";
import { createRequire, getCompileCacheDir } from "node:module";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cachedDataVersionTag } from "node:v8";
import { Script } from "node:vm";
import { crc32 } from "node:zlib";
import { readCode, writeCode } from "./code-files.ts";
import { useUsualWasm } from "./quick-wasm.ts";
import { runsForMonths } from "./running-time.ts";

/**
 * Loads the program's files with what V8 made of them when the same command ran before, the functions that ran
 * included. Node's own cache is filled before a module runs, and so without the functions that V8 compiles at their
 * first call: that took a quarter of the processor time of a `send` of one image.
 *
 * The code lies beside Node's, in its folder for this version, these flags and this user, one file for each command
 * and program file. It is written when a command has succeeded within its first minute, for V8 throws away what was
 * not called for long. A command that runs for months has Node's cache alone.
 *
 * @param words as `process.argv`.
 */
export function enableCodeCache(words: readonly string[]): void {
  const folder = getCompileCacheDir();
  const [, , command = ""] = words;
  if (folder === undefined || !COMMAND.test(command) || runsForMonths(words)) return;
  const fresh: FreshCode[] = [];
  // eslint-disable-next-line typescript/no-deprecated -- Node has no other way to hand over a compiled module
  const { extensions } = createRequire(import.meta.url);
  const loadOther = extensions[".js"];
  const programFolder = dirname(fileURLToPath(import.meta.url));
  const tag = cachedDataVersionTag();
  extensions[".js"] = (module, path) => {
    const source = dirname(path) === programFolder ? readFileSync(path) : null;
    if (source?.includes(DYNAMIC_IMPORT) !== false) {
      loadOther(module, path);
      return;
    }
    const hashes = [crc32(source), tag].map((number) => number.toString(16));
    const cache = join(folder, ["frameferry", command, basename(path), ...hashes].join("-"));
    const { script, isFresh } = compile(path, source.toString(), readCode(cache));
    if (isFresh) fresh.push({ script, cache });
    const run = script.runInThisContext() as ModuleFunction;
    run.call(module.exports, module.exports, createRequire(path), module, path, dirname(path));
  };
  process.once("exit", (exitCode) => {
    if (exitCode === 0 && process.uptime() < SECONDS_OF_FULL_CODE) writeAll(fresh, tag);
  });
}

/** What V8 compiled in this process, and the path that it is kept at. */
interface FreshCode {
  readonly script: Script;
  readonly cache: string;
}

/** A word that may name a command; whether it does is seen by its success. */
const COMMAND = /^[a-z][a-z-]*$/u;

/** What a script that was not loaded by Node itself may not have. */
const DYNAMIC_IMPORT = "import(";

/** Makes a CommonJS module the function that Node calls it by. */
function compile(
  path: string,
  source: string,
  cachedData: Buffer | null,
): { readonly script: Script; readonly isFresh: boolean } {
  const script = new Script(`${WRAPPER}${source}\n})`, {
    filename: path,
    ...(cachedData === null ? {} : { cachedData }),
  });
  return { script, isFresh: cachedData === null || script.cachedDataRejected === true };
}

/** @param tag of V8 and its flags when the code was loaded, without which it would be refused. */
function writeAll(fresh: readonly FreshCode[], tag: number): void {
  if (fresh.length === 0) return;
  useUsualWasm();
  if (cachedDataVersionTag() !== tag) return;
  for (const { script, cache } of fresh) writeCode(cache, script.createCachedData());
}

type ModuleFunction = (
  this: unknown,
  exports: unknown,
  require: NodeJS.Require,
  module: NodeJS.Module,
  filename: string,
  folder: string,
) => void;

/** On the first line of the module, so that the numbers of its lines stay. */
const WRAPPER = "(function (exports, require, module, __filename, __dirname) { ";

const SECONDS_OF_FULL_CODE = 60;
