import { escapeControlChars } from "../../core/text/escape-control-chars.ts";
import { createRequire } from "node:module";
import type pino from "pino";
import { ignoreBrokenPipe } from "../process/broken-pipe.ts";

const require = createRequire(import.meta.url);

/** JSON lines on standard error. @param verbosity below 0 lets only errors through. */
export function jsonLogger(verbosity: number): pino.Logger {
  // Not imported: that takes 15 ms of every start, and few ask for JSON.
  const makeLogger = require("pino") as typeof pino;
  const destination = makeLogger.destination({ dest: 2, sync: true });
  destination.on("error", ignoreBrokenPipe);
  // pino leaves C1 controls and marks of direction as they are.
  const write = (line: string): void =>
    void destination.write(`${escapeControlChars(line.trimEnd())}\n`);
  return makeLogger({ level: verbosity < 0 ? "error" : "info", base: null }, { write });
}
