/**
 * Compares frameferry with its alternatives, in one run on one machine: `npm run bench`.
 *
 * Absolute figures depend on the machine; only the ratios of one run are about the programs.
 */
import { writeFile } from "node:fs/promises";
import { type BenchArguments, benchArguments } from "./arguments.ts";
import type { Benchmark, BenchmarkReport } from "./benchmark.ts";
import { BENCHMARKS } from "./benchmarks.ts";
import { machine } from "./harness/machine.ts";
import { tableLines } from "./harness/table.ts";

const HELP = `Usage: npm run bench -- [name...] [--quick | --full] [--json FILE] [--frames N] [--base DIR]

${BENCHMARKS.map(({ name, about }) => `  ${name.padEnd(12)}${about}`).join("\n")}

  --quick       a rough look, under two minutes in all
  --full        what a claim should rest on: longer clips, more frames, more rounds
  --json FILE   write all figures of all rounds there
  --frames N    frames to send in submit and bodies
  --base DIR    another checkout with a build of its own, which base measures beside this one

Nothing is installed; what is missing is named. Media lie in node_modules/.cache/frameferry/bench.`;

async function main(words: readonly string[]): Promise<number> {
  const given = benchArguments(words);
  if (given.wantsHelp) {
    console.log(HELP);
    return 0;
  }
  const unknown = given.names.filter((name) => !BENCHMARKS.some((known) => known.name === name));
  if (unknown.length > 0) throw new RangeError(`there is no benchmark ${unknown.join(", ")}`);
  const chosen = BENCHMARKS.filter(
    ({ name }) => given.names.length === 0 || given.names.includes(name),
  );
  const reports: Record<string, BenchmarkReport | { readonly failure: string }> = {};
  for (const benchmark of chosen) reports[benchmark.name] = await runAndPrint(benchmark, given);
  if (given.jsonFile !== null) {
    const content = { machine: machine(), effort: given.effort, benchmarks: reports };
    await writeFile(given.jsonFile, `${JSON.stringify(content, null, 2)}\n`);
  }
  return Object.values(reports).some((report) => "failure" in report) ? 1 : 0;
}

async function runAndPrint(
  benchmark: Benchmark,
  { effort, frameCount, base }: BenchArguments,
): Promise<BenchmarkReport | { readonly failure: string }> {
  const say = (text: string): void => console.error(`bench ${benchmark.name}: ${text}`);
  const startedMs = performance.now();
  try {
    const report = await benchmark.run({ effort, frameCount, base, say });
    console.log(reportLines(benchmark, report).join("\n"));
    say(`took ${((performance.now() - startedMs) / 1000).toFixed(0)} s`);
    return report;
  } catch (error) {
    const failure = (error as Error).message;
    say(`failed: ${failure}`);
    return { failure };
  }
}

function reportLines(
  { name, about }: Benchmark,
  { tables, notes, missing }: BenchmarkReport,
): string[] {
  const lines = [`== ${name}: ${about}`, ""];
  for (const table of tables) lines.push(...tableLines(table), "");
  for (const note of notes) lines.push(`- ${note}`);
  for (const sentence of missing) lines.push(`- not run: ${sentence}`);
  return [...lines, ""];
}

// What was started ends at the exit of this process, and not at a signal to it.
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => process.exit(2));
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(`bench: ${(error as Error).message}`);
  process.exitCode = 2;
}
