import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const BUILT_BIN = fileURLToPath(new URL("../../../dist/cli/bin.js", import.meta.url));

/** `frameferry`, as it is installed: it starts faster than its source. */
export const BUILT_PROGRAM: readonly string[] = [process.execPath, BUILT_BIN];

/** Why the built program cannot be started, as a sentence; `undefined` when it can. */
export function whyNoBuiltProgram(): string | undefined {
  return existsSync(BUILT_BIN) ? undefined : "The program is not built: npm run build";
}
