import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** The command line program to measure. */
export interface Program {
  /** Command before `run`. */
  readonly command: readonly string[];
  /** Reason why it is not the built program; `null` if it is. */
  readonly whyNotBuilt: string | null;
}

/** The built program if it is as new as the source; else the source, which starts more slowly. */
export function findProgram(): Program {
  const built = join(ROOT, "dist", "cli", "bin.js");
  const builtAtMs = modifiedAtMs(built);
  const isCurrent = newestSourceAtMs() <= builtAtMs;
  if (isCurrent) return { command: [process.execPath, built], whyNotBuilt: null };
  const state = builtAtMs === 0 ? "there is no build" : "the build is older than the source";
  return {
    command: [process.execPath, join(ROOT, "src", "cli", "bin.ts")],
    whyNotBuilt: `the built program: ${state}, so the source was run, which starts more slowly (npm run build)`,
  };
}

const ROOT = join(import.meta.dirname, "../..");

/** Modification time in milliseconds; 0 for a missing file. */
function modifiedAtMs(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function newestSourceAtMs(): number {
  const source = join(ROOT, "src");
  const files = readdirSync(source, { recursive: true, encoding: "utf8" });
  return Math.max(
    ...files.filter((name) => name.endsWith(".ts")).map((name) => modifiedAtMs(join(source, name))),
  );
}
