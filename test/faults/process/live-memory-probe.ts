/**
 * Loaded into the program under test before its own code, by `probedByItself`: collects all garbage
 * from time to time, and writes how many bytes are left, a line each.
 */
import { appendFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const { FRAMEFERRY_PROBE_FILE: file = "", FRAMEFERRY_PROBE_EVERY_MS: everyMs } = process.env;
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

setInterval(() => {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  appendFileSync(file, `${heapUsed + external}\n`);
}, Number(everyMs)).unref();
