/**
 * Loaded into a program by `--import`: at its end it writes its own processor time, without that of its
 * children, in milliseconds, to the file that BENCH_OWN_CPU names.
 */
import { writeFileSync } from "node:fs";

process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  const path = process.env["BENCH_OWN_CPU"];
  if (path !== undefined) writeFileSync(path, String((user + system) / 1000));
});
