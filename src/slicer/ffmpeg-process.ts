import ffmpegCommand from "fluent-ffmpeg";
import type { ChildProcess } from "node:child_process";
import { platform } from "node:os";
import type { Readable } from "node:stream";
import { isShortage } from "../core/files/system-error.ts";
import { unstartable } from "./query-ffmpeg.ts";
import type { FfmpegArguments } from "./ffmpeg-arguments.ts";
import { PausableProcess } from "./pausable-process.ts";
import { launchPrefix, killWithParent } from "./ffmpeg-launcher.ts";

/** Exit state of an ffmpeg process. */
export interface FfmpegExit {
  /** Exit code; `null` if a signal ended it. Codes differ between versions: only 0 is reliable. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Frames written, by ffmpeg's own last count. */
  readonly frameCount: number;
}

/** Observer of an ffmpeg process. */
export interface FfmpegObserver {
  /** Called with each line of its log. */
  readonly onLogLine: (line: string) => void;
  /** Called with the process, before its first line. */
  readonly onStart?: (process: PausableProcess) => void;
}

/** Arguments and input of an ffmpeg process. */
export interface FfmpegTask extends FfmpegArguments {
  /** The video, if it is read from standard input; must not fail. @default none */
  readonly stream?: Readable | undefined;
}

/** Output folder of ffmpeg. */
export interface OutputFolder {
  readonly path: string;
  /** True to make files readable by their owner only. */
  readonly isPrivate: boolean;
}

/** The complete command line. */
export function commandLine(ffmpegPath: string, parts: FfmpegArguments): readonly string[] {
  const { input, inputOptions, outputOptions, output } = parts;
  return [ffmpegPath, ...inputOptions, "-i", input, "-y", ...outputOptions, output];
}

/**
 * Runs ffmpeg in a folder. An abort sends SIGTERM, and SIGKILL two seconds later.
 *
 * This is the only file that uses fluent-ffmpeg.
 */
export async function runFfmpeg(
  ffmpegPath: string,
  { stream, ...parts }: FfmpegTask,
  { path, isPrivate }: OutputFolder,
  { onLogLine, onStart }: FfmpegObserver,
  signal: AbortSignal,
): Promise<FfmpegExit> {
  const command = ffmpegCommand({ cwd: path, stdoutLines: MAX_LINES } as object)
    .input(stream ?? parts.input)
    .inputOptions(...(parts.inputOptions as [string, string]))
    .outputOptions(...(parts.outputOptions as [string, string]))
    .output(parts.output)
    .on("stderr", onLogLine);
  skipCapabilityChecks(command, [...launchPrefix(isPrivate), ffmpegPath]);
  const progress = new WrittenCount();
  return await new Promise<FfmpegExit>((resolve, reject) => {
    let process: ChildProcess | undefined;
    const finish = (error: Error | null): void => {
      const { exitCode: code = null, signalCode = null } = process ?? {};
      if (code === null && signalCode === null)
        reject(isShortage(error) ? unstartable(ffmpegPath, error as Error) : (error as Error));
      else resolve({ code, signal: signalCode, frameCount: progress.frameCount });
    };
    command.on("start", () => {
      process = (command as unknown as { ffmpegProc: ChildProcess }).ffmpegProc;
      process.stdout?.setEncoding("utf8").on("data", (text: string) => progress.read(text));
      const pausable = new PausableProcess(process, platform());
      superviseProcess(process, pausable, signal);
      onStart?.(pausable);
    });
    command.on("end", () => finish(null));
    command.on("error", finish);
    command.run();
  });
}

const MAX_LINES = 20;
const GRACE_MS = 2000;

/**
 * Answers what fluent-ffmpeg would otherwise find out by running ffmpeg twice more (200 ms before the first
 * frame; and ffmpeg 7 answers in a format that it does not understand).
 */
function skipCapabilityChecks(
  command: ffmpegCommand.FfmpegCommand,
  words: readonly string[],
): void {
  const [program = "", ...before] = words;
  const inner = command as unknown as FluentInternals;
  const argumentsOfCommand = inner._getArguments.bind(command);
  const spawnFor = inner._spawnFfmpeg.bind(command);
  inner._getFfmpegPath = (done) => {
    try {
      done(null, program);
    } catch (error) {
      // Without a free descriptor it fails because of missing pipes; the system's own error comes first.
      setImmediate(() => command.emit("error", error));
    }
  };
  inner._checkCapabilities = (done) => done(null);
  inner.availableEncoders = (done) => done(null, {});
  // It assumes that a process that could not be started has printed something.
  inner._spawnFfmpeg = (args, options, onStart, onEnd) =>
    spawnFor(args, options, onStart, (error, stdout = NO_LINES, stderr = NO_LINES) =>
      onEnd(error, stdout, stderr),
    );
  inner._getArguments = () => [...before, ...argumentsOfCommand()];
}

const NO_LINES: FluentLines = { get: () => "" };

interface FluentLines {
  get(): string;
}

interface FluentInternals {
  _spawnFfmpeg(
    args: readonly string[],
    options: object,
    onStart: (process: ChildProcess) => void,
    onEnd: (error: Error | null, stdout?: FluentLines, stderr?: FluentLines) => void,
  ): void;
  _getFfmpegPath(done: (error: null, path: string) => void): void;
  _checkCapabilities(done: (error: null) => void): void;
  availableEncoders(done: (error: null, encoders: object) => void): void;
  _getArguments(): string[];
}

function superviseProcess(
  process: ChildProcess,
  pausable: PausableProcess,
  signal: AbortSignal,
): void {
  const dismiss = process.pid === undefined ? () => {} : killWithParent(process.pid);
  let killTimer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    pausable.terminate();
    // An ffmpeg that waits for input ignores signals.
    process.stdin?.destroy();
    killTimer = setTimeout(() => process.kill("SIGKILL"), GRACE_MS);
  };
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop, { once: true });
  process.on("exit", () => {
    clearTimeout(killTimer);
    signal.removeEventListener("abort", stop);
    dismiss();
  });
}

/** Parses `frame=123` in the reports that `-progress` writes twice a second. */
class WrittenCount {
  frameCount = 0;
  #partialLine = "";

  read(text: string): void {
    const lines = (this.#partialLine + text).split("\n");
    this.#partialLine = lines.pop() ?? "";
    for (const line of lines) {
      if (line.startsWith("frame=")) this.frameCount = Number(line.slice("frame=".length));
    }
  }
}
