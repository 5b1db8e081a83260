import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pythonFor } from "./find-tools.ts";
import { monotonicMs } from "./monotonic.ts";

/** Resource usage of a process and its descendants, according to the operating system. */
export interface Usage {
  /** When it was started, in milliseconds of `monotonicMs`. */
  readonly startedMs: number;
  /** From start to end, in milliseconds. */
  readonly wallMs: number;
  /** User time in milliseconds; `null` if unavailable. */
  readonly userMs: number | null;
  /** System time in milliseconds; `null` if unavailable. */
  readonly systemMs: number | null;
  /** Peak resident memory of the largest of the processes, in MiB; `null` if unavailable. */
  readonly peakRssMiB: number | null;
}

export interface MeasuredRun extends Usage {
  readonly stdout: string;
}

export interface RunPlace {
  /** Working directory. @default that of this process */
  readonly folder?: string;
  readonly environment?: NodeJS.ProcessEnv;
}

/** Runs a command to its end and measures it. @throws Error with its standard error if it fails. */
export async function measure(
  command: readonly string[],
  { folder, environment }: RunPlace = {},
): Promise<MeasuredRun> {
  const scratch = await mkdtemp(join(tmpdir(), "frameferry-measure-"));
  const report = join(scratch, "usage.json");
  const python = pythonFor([]);
  const [program = "", ...words] =
    python === null ? command : [python, MEASURE_SCRIPT, report, ...command];
  try {
    const startedMs = monotonicMs();
    const child = spawn(program, words, {
      stdio: ["ignore", "pipe", "pipe"],
      ...(folder !== undefined && { cwd: folder }),
      ...(environment !== undefined && { env: environment }),
    });
    const stdout = collectText(child.stdout, Number.POSITIVE_INFINITY);
    const stderr = collectText(child.stderr, LAST_WORDS);
    await once(child, "close");
    const wallMs = monotonicMs() - startedMs;
    if (child.exitCode !== 0) {
      const end = child.signalCode ?? `exit code ${child.exitCode}`;
      throw new Error(`${command.join(" ")} ended with ${end}: ${stderr().trim()}`);
    }
    const usage: Usage =
      python === null
        ? { startedMs, wallMs, userMs: null, systemMs: null, peakRssMiB: null }
        : (JSON.parse(await readFile(report, "utf8")) as Usage);
    return { ...usage, stdout: stdout() };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** User and system time together, in milliseconds; NaN if unavailable. */
export function cpuMs({ userMs, systemMs }: Usage): number {
  return (userMs ?? Number.NaN) + (systemMs ?? Number.NaN);
}

const MEASURE_SCRIPT = join(import.meta.dirname, "measure.py");

/** Number of characters of standard error to keep; ffmpeg writes a line per frame. */
const LAST_WORDS = 2000;

function collectText(stream: NodeJS.ReadableStream, maxCharacters: number): () => string {
  let text = "";
  stream.setEncoding("utf8").on("data", (piece: string) => {
    text += piece;
    if (text.length > 2 * maxCharacters) text = text.slice(-maxCharacters);
  });
  return () => text;
}
