import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { BenchmarkReport, BenchmarkSettings } from "./benchmark.ts";
import { figure } from "./harness/figures.ts";
import { cpuMs } from "./harness/measured-process.ts";
import { resultsOf, runInTurns } from "./harness/paired-runs.ts";
import { makeScratchFolder } from "./harness/scratch-folder.ts";
import { median, pairedRatios } from "./harness/statistics.ts";
import type { Table } from "./harness/table.ts";
import { quietClip, quietFrames } from "./media/quiet-clip.ts";
import { findProgram } from "./program.ts";
import { type RulePlace, type RuleRun, runWithRule } from "./rule-run.ts";
import { startCountingService } from "./service/start-counting-service.ts";
import { ffmpegPath } from "./slicing-command.ts";

/** Rules to compare, each as the words of its options. */
export interface ComparedRules {
  /** For the frames of a video, beside a run without any. */
  readonly ofVideo: readonly string[];
  /** For images that lie ready, beside a `send` without any. */
  readonly ofFiles: readonly string[];
  /** For the project's own clips: what each leaves out. */
  readonly ofFixtures: readonly string[];
}

const CLIP_SECONDS = { quick: 3, default: 12, full: 30 } as const;
const ROUNDS = { quick: 1, default: 3, full: 7 } as const;
const PLAIN = "no rule";

/** Measures what rules cost and save, and how many frames they leave out. */
export async function compareRules(
  rules: ComparedRules,
  { effort, say }: BenchmarkSettings,
): Promise<BenchmarkReport> {
  const seconds = CLIP_SECONDS[effort];
  const program = findProgram();
  await using scratch = await makeScratchFolder();
  await using service = await startCountingService();
  const place = { program, service, scratch: scratch.path };
  say(`a clip of ${seconds} s and its frames; they are made first where they are not there yet`);
  const clip = await quietClip(await ffmpegPath(), seconds);
  const folder = await quietFrames(clip, seconds);
  const compare = async (words: readonly string[], given: readonly string[]): Promise<RuleRuns> =>
    await runInTurns(contenders(words, given, place), ROUNDS[effort], (text) =>
      say(`${words[0]}, ${text}`),
    );
  const video = await compare(["run", clip], rules.ofVideo);
  const files = await compare(["send", folder, "--order", "name"], rules.ofFiles);
  say("the clips of the project");
  const fixtures = await fixturesTable(rules.ofFixtures, place);
  return {
    tables: [
      costTable("`run` on a clip of 1920x1080", video),
      costTable("`send` of its frames as JPEG files", files),
      fixtures,
    ],
    notes: NOTES,
    missing: program.whyNotBuilt === null ? [] : [program.whyNotBuilt],
    figures: { seconds, run: Object.fromEntries(video), send: Object.fromEntries(files) },
  };
}

type RuleRuns = ReadonlyMap<string, readonly RuleRun[]>;

const NOTES = [
  "CPU is that of frameferry and its ffmpeg from start to end, for each frame that came out of the sampling, left out or not",
  "`over no rule` is the median of the ratios within a round: below 1 the rule saves more than it costs",
  "the clip shows a box of 5 % that moves in one of three seconds, in noise",
];

function contenders(words: readonly string[], rules: readonly string[], place: RulePlace) {
  return [PLAIN, ...rules].map((name) => ({
    name,
    run: async () => await runWithRule([...words, ...optionsOf(name)], place),
  }));
}

function optionsOf(name: string): readonly string[] {
  return name === PLAIN ? [] : name.split(" ");
}

function costTable(title: string, results: RuleRuns): Table {
  const cpusOf = (name: string): readonly number[] =>
    resultsOf(results, name).map((run) => cpuMs(run) / run.landed);
  const frames = resultsOf(results, PLAIN)[0]?.landed ?? 0;
  return {
    title: `${title}, ${frames} frames, medians`,
    columns: ["", "CPU ms/frame", "over no rule", "left out"],
    rows: [...results.keys()].map((name) => [
      name,
      figure(median(cpusOf(name)), 2),
      figure(median(pairedRatios(cpusOf(name), cpusOf(PLAIN))), 3),
      percentOf(resultsOf(results, name)[0]),
    ]),
  };
}

/** What each rule leaves out of each clip that the project has. */
async function fixturesTable(rules: readonly string[], place: RulePlace): Promise<Table> {
  const names = (await readdir(FIXTURES)).toSorted();
  const rows: string[][] = [];
  for (const name of names) {
    const cells: string[] = [];
    for (const rule of rules) {
      const words = ["run", join(FIXTURES, name), ...optionsOf(rule)];
      cells.push(percentOf(await runWithRule(words, place)));
    }
    rows.push([name, ...cells]);
  }
  return { title: "Left out of the clips in fixtures/videos", columns: ["", ...rules], rows };
}

function percentOf(run: RuleRun | undefined): string {
  if (run === undefined || run.landed === 0) return "none";
  return `${figure((100 * run.leftOut) / run.landed, 1)} %`;
}

const FIXTURES = join(import.meta.dirname, "../../fixtures/videos");
