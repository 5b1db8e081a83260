/**
 * The long version of the fault tests: `npm run soak`. Kills the program repeatedly while its service
 * misbehaves, checks that no frame is lost, and that a long watch uses constant resources.
 */
import { writeFile } from "node:fs/promises";
import type { Firings } from "../faults/mixed-faults.ts";
import { BUILT_PROGRAM } from "../support/program/built-program.ts";
import { longWatch, type LongWatch } from "../faults/process/long-watch.ts";
import { machine } from "../../scripts/bench/harness/machine.ts";
import { tableLines } from "../../scripts/bench/harness/table.ts";
import { soakArguments } from "./arguments.ts";
import { brokerSoak } from "./broker/broker-soak.ts";
import { problemsOfFaults, problemsOfKills, problemsOfWatch } from "./checks.ts";
import { type KillPart, killPart } from "./kill-part.ts";
import { liveSoak } from "./live/live-soak.ts";
import { KILLED, SIZES, type SoakSize } from "./sizes.ts";
import { faultTable, killTable, levelsTable, watchNotes } from "./tables.ts";

const HELP = `Usage: npm run soak -- [live|broker] [--quick] [--hours N] [--json FILE]

Kills send, watch and run 200 times over 51,000 frames, and lets one watch carry 49,000 more, while the
service misbehaves towards 2 % of the requests. Takes up to half an hour; needs Linux's /proc and ffmpeg.

  live          instead: one run of a camera that is killed and started 20 times, and one of a camera that never
                fails, whose frames say which they are; about nine minutes
  broker        instead: an edge, a nats-server and two workers that carry 20 frames a second; every minute, a worker
                or the server is killed and started again; about ten minutes
  --hours N     how long that camera is looked at (default: 0.05), or frames go over the broker (default: 0.17)
  --quick       a small form: 10 kills, 3,650 frames, about a minute; of live 5 kills, about three minutes; of
                broker four kills, about a minute
  --json FILE   write all figures there

Exits with 1, and says why, when a frame was lost, came twice or anything grew.`;

async function main(words: readonly string[], signal: AbortSignal): Promise<number> {
  const { size, live, broker, jsonFile, wantsHelp } = soakArguments(words);
  if (wantsHelp) {
    console.log(HELP);
    return 0;
  }
  if (live !== null) {
    const { problems, figures } = await liveSoak(live, say, signal);
    return await report(problems, { live, ...figures }, jsonFile);
  }
  if (broker !== null) {
    const { problems, figures } = await brokerSoak(broker, say, signal);
    return await report(problems, { broker, ...figures }, jsonFile);
  }
  const kills: KillPart[] = [];
  for (const command of KILLED) {
    say(`${command}: ${SIZES[size].kills[command]} kills`);
    kills.push(await killPart(command, SIZES[size], signal));
  }
  const watch = await soakWatch(SIZES[size], signal);
  const fired = sumOf([...kills, watch]);
  const frames = kills.reduce((sum, { landed }) => sum + landed, watch.ledger.frames);
  const problems = [
    ...kills.flatMap(problemsOfKills),
    ...problemsOfWatch(watch),
    ...problemsOfFaults(fired, frames),
  ];
  for (const table of [killTable(kills), levelsTable(watch), faultTable(fired)])
    console.log(`${tableLines(table).join("\n")}\n`);
  for (const note of watchNotes(watch)) console.log(`- ${note}`);
  return await report(problems, { size, frames, kills, watch }, jsonFile);
}

/** Says whether all is well. @returns the exit code. */
async function report(
  problems: readonly string[],
  figures: object,
  jsonFile: string | null,
): Promise<number> {
  const content = { machine: machine(), problems, ...figures };
  if (jsonFile !== null) await writeFile(jsonFile, `${JSON.stringify(content, null, 2)}\n`);
  for (const problem of problems) console.error(`soak failed: ${problem}`);
  if (problems.length === 0) console.log("- every check holds");
  return problems.length === 0 ? 0 : 1;
}

async function soakWatch(
  { watchedFrames, collectEveryMs }: SoakSize,
  signal: AbortSignal,
): Promise<LongWatch> {
  say(`long watch: ${watchedFrames} frames`);
  const options = { program: BUILT_PROGRAM, frames: watchedFrames, byteLength: 20_000 };
  return await longWatch({ ...options, collectEveryMs }, signal);
}

function sumOf(parts: readonly { readonly fired: Firings }[]): Firings {
  const sum: Record<string, number> = {};
  for (const { fired } of parts)
    for (const [name, count] of Object.entries(fired)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}

function say(text: string): void {
  console.error(`soak: ${text}`);
}

const interrupted = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const)
  process.once(name, () => interrupted.abort(new Error(`ended by ${name}`)));
try {
  process.exitCode = await main(process.argv.slice(2), interrupted.signal);
} catch (error) {
  console.error(`soak: ${(error as Error).message}`);
  process.exitCode = 2;
}
