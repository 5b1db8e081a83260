import { spawnSync } from "node:child_process";

/** Why Prometheus' own tools cannot be asked, as a sentence; `undefined` if they can. */
export function whyNoPrometheus(): string | undefined {
  const { error } = spawnSync("promtool", ["--version"]);
  return error === undefined ? undefined : "There is no promtool: apt-get install prometheus";
}

/** Runs promtool. @returns its exit code, and all that it printed. */
export function promtool(
  words: readonly string[],
  input = "",
): [exitCode: number | null, text: string] {
  const { status, stdout, stderr } = spawnSync("promtool", words, { input, encoding: "utf8" });
  return [status, stdout + stderr];
}
