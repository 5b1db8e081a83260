import { runPlaces, slicerFor } from "../compose.ts";
import { shownAddress } from "../core/service-address.ts";
import type { RunOptions } from "../options/run-options.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import type { Reporting } from "./reporting.ts";

/** Prints what a run would do, on standard output, and touches nothing. */
export async function printPlan(options: RunOptions, reporting: Reporting): Promise<number> {
  const slicer = await slicerFor(options);
  const places = runPlaces(options);
  const plan = {
    video: options.video,
    frames: options.framesFolder ?? places.spool,
    keepsFrames: options.framesFolder !== null,
    ffmpeg: slicer.commandLine,
    request: {
      method: "POST",
      url: shownAddress(options.to),
      contentType: "multipart/form-data",
      field: options.field,
      fileName: `frame_00000000.${options.format}`,
      timeoutMs: options.timeoutMs,
    },
    concurrency: options.concurrency,
    retries: options.retries,
    results: places.results,
  };
  process.stdout.write(
    reporting.isJson ? `${JSON.stringify(plan)}\n` : `${planLines(plan).join("\n")}\n`,
  );
  return EXIT_CODES.done;
}

interface Plan {
  readonly video: string;
  readonly frames: string;
  readonly keepsFrames: boolean;
  readonly ffmpeg: readonly string[];
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly contentType: string;
    readonly field: string;
    readonly fileName: string;
    readonly timeoutMs: number;
  };
  readonly concurrency: number;
  readonly retries: number;
  readonly results: string;
}

function planLines({
  video,
  frames,
  keepsFrames,
  ffmpeg,
  request,
  concurrency,
  retries,
  results,
}: Plan): string[] {
  return [
    `video        ${video}`,
    `frames       ${frames} (${keepsFrames ? "kept" : "removed once delivered"})`,
    `ffmpeg       ${ffmpeg.map(quotedForShell).join(" ")}`,
    `request      ${request.method} ${request.url}`,
    `             ${request.contentType}; field "${request.field}", file "${request.fileName}"`,
    `in flight    at most ${concurrency}, each at most ${request.timeoutMs} ms, ${retries} retries`,
    `results      ${results}`,
  ];
}

function quotedForShell(word: string): string {
  return /^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
