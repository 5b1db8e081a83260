import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ImageFormat } from "../../src/options/slice-options.ts";
import type { Benchmark, BenchmarkReport, BenchmarkSettings } from "./benchmark.ts";
import { ENCODING_VARIANTS, type EncodingVariant, withEncoding } from "./encoding-variants.ts";
import { figure } from "./harness/figures.ts";
import { startHelper } from "./harness/helper-process.ts";
import { cpuMs, measure, type Usage } from "./harness/measured-process.ts";
import { resultsOf, runInTurns } from "./harness/paired-runs.ts";
import { pinning } from "./harness/pinning.ts";
import { makeScratchFolder } from "./harness/scratch-folder.ts";
import { median, pairedRatios } from "./harness/statistics.ts";
import type { Table } from "./harness/table.ts";
import { CLIP_RATE, makeClip, MOVING_CLIP } from "./media/clips.ts";
import { ffmpegPath, slicingCommand } from "./slicing-command.ts";

export const encodingBenchmark: Benchmark = {
  name: "encoding",
  about: "which settings of ffmpeg's image encoders leave most of the processor to the decoder",
  run: runEncoding,
};

/** One slice of the clip, with its size on the disk. */
interface Slice extends Usage {
  readonly byteLength: number;
}

type Slices = ReadonlyMap<string, readonly Slice[]>;

const FORMATS: readonly ImageFormat[] = ["jpg", "png", "webp"];

/** Sliced part of the clip, in seconds: png and webp take much longer than jpg. */
const SECONDS = {
  quick: { jpg: 1, png: 0.2, webp: 0.2 },
  default: { jpg: 5, png: 0.7, webp: 0.7 },
  full: { jpg: 20, png: 3, webp: 3 },
} as const;
const CLIP_SECONDS = { quick: 5, default: 30, full: 60 } as const;
const ROUNDS = { quick: 1, default: 2, full: 7 } as const;

async function runEncoding({ effort, say }: BenchmarkSettings): Promise<BenchmarkReport> {
  const clip = await makeClip(await ffmpegPath(), MOVING_CLIP, CLIP_SECONDS[effort]);
  const cores = pinning();
  await using scratch = await makeScratchFolder();
  const tables: Table[] = [];
  const figures: Record<string, unknown> = {};
  for (const format of FORMATS) {
    const seconds = SECONDS[effort][format];
    const command = await slicingCommand({ video: clip, format, durationSeconds: seconds });
    const contenders = ENCODING_VARIANTS.filter((variant) => variant.format === format).map(
      (variant) => ({
        name: variant.name,
        run: async () => await slice(command, variant, scratch.path),
      }),
    );
    say(`${format}, alone`);
    const alone = await runInTurns(contenders, ROUNDS[effort], () => {});
    say(`${format}, with one core kept busy`);
    const beside = await besideBusyCore(
      cores.measured,
      async () => await runInTurns(contenders, ROUNDS[effort], () => {}),
    );
    tables.push(encodingTable(format, seconds, alone, beside));
    figures[format] = { alone: Object.fromEntries(alone), beside: Object.fromEntries(beside) };
  }
  return {
    tables,
    notes: [
      "ratios are medians within a round, to what is in use now: below 1 is better",
      "where two lines have the same settings, their difference is noise",
    ],
    missing: cores.whyNot === null ? [] : [cores.whyNot],
    figures,
  };
}

async function slice(
  command: readonly string[],
  variant: EncodingVariant,
  scratch: string,
): Promise<Slice> {
  const folder = join(scratch, "slice");
  await mkdir(folder);
  const { stdout: _, ...usage } = await measure(withEncoding(command, variant), { folder });
  const sizes = (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size);
  const byteLength = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  await rm(folder, { recursive: true });
  return { ...usage, byteLength };
}

/** Runs an action while another process keeps one core busy, as a client or a service may. */
async function besideBusyCore<Result>(
  before: readonly string[],
  task: () => Promise<Result>,
): Promise<Result> {
  const script = fileURLToPath(new URL("busy-core.ts", import.meta.url));
  await using _ = await startHelper([...before, process.execPath, script]);
  return await task();
}

function encodingTable(format: ImageFormat, seconds: number, alone: Slices, beside: Slices): Table {
  const frames = Math.round(seconds * CLIP_RATE);
  const now = `${format}: as it is now`;
  const ratio = (slices: Slices, name: string, figureOf: (run: Slice) => number): string => {
    const [runs, base] = [resultsOf(slices, name), resultsOf(slices, now)];
    return figure(median(pairedRatios(runs.map(figureOf), base.map(figureOf))), 2);
  };
  return {
    title: `${format}: ${frames} frames of 720p, medians`,
    columns: [
      "",
      "CPU ms/frame",
      "wall ms/frame",
      "busy wall",
      "KB/frame",
      "CPU/now",
      "wall/now",
      "busy CPU/now",
      "busy wall/now",
    ],
    rows: [...alone.keys()].map((name) => [
      name,
      figure(median(resultsOf(alone, name).map(cpuMs)) / frames, 2),
      figure(median(resultsOf(alone, name).map(wallOf)) / frames, 2),
      figure(median(resultsOf(beside, name).map(wallOf)) / frames, 2),
      figure((resultsOf(alone, name)[0]?.byteLength ?? 0) / frames / 1000, 0),
      ratio(alone, name, cpuMs),
      ratio(alone, name, wallOf),
      ratio(beside, name, cpuMs),
      ratio(beside, name, wallOf),
    ]),
  };
}

function wallOf({ wallMs }: Slice): number {
  return wallMs;
}
