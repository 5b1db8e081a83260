import ffmpegCommand from "fluent-ffmpeg";
import type { ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import { hasShell } from "../core/platform/child-programs.ts";
import { isShortage } from "../core/files/system-error.ts";
import { unstartable } from "./query-ffmpeg.ts";
import type { FfmpegArguments } from "./ffmpeg-arguments.ts";
import { PausableProcess } from "./pausable-process.ts";
import { bareEnvironment, launchPrefix, killWithParent } from "./ffmpeg-launcher.ts";

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
  /** Called with the number of frames written so far, twice a second. @default nobody is told */
  readonly onFrameCount?: (frameCount: number) => void;
  /** Called with the process, before its first line. */
  readonly onStart?: (process: PausableProcess) => void;
}

/** Arguments and input of an ffmpeg process. */
export interface FfmpegTask extends FfmpegArguments {
  /** The video, if it is read from standard input; must not fail. @default none */
  readonly stream?: Readable | undefined;
  /**
   * True for one that reads from a network, where the first SIGTERM may only end the wait for a packet: it gets a
   * second one. @default false
   */
  readonly isStubborn?: boolean;
  /** A second input that comes through standard input; must not fail, and not be beside `stream`. @default none */
  readonly overlay?: OverlayInput | undefined;
  /** A second output, beside the frames. @default none */
  readonly copy?: CopyOutput | undefined;
}

/** An output of ffmpeg that this process reads. */
export interface CopyOutput {
  readonly outputOptions: readonly string[];
  /** Called with it when ffmpeg has started. Whoever reads it must not let ffmpeg wait. */
  readonly onStart: (stream: Readable) => void;
}

/** Pictures for ffmpeg to lay over a video. */
export interface OverlayInput {
  readonly stream: Readable;
  readonly inputOptions: readonly string[];
}

/** Output folder of ffmpeg. */
export interface OutputFolder {
  readonly path: string;
  /** True to make files readable by their owner only. */
  readonly isPrivate: boolean;
}

/** The complete command line. */
export function commandLine(
  ffmpegPath: string,
  parts: FfmpegArguments & Pick<FfmpegTask, "copy">,
): readonly string[] {
  const { input, inputOptions, outputOptions, output, copy } = parts;
  const second = copy === undefined ? [] : [...copy.outputOptions, COPY_PIPE];
  return [ffmpegPath, ...inputOptions, "-i", input, "-y", ...outputOptions, output, ...second];
}

/**
 * Runs ffmpeg in a folder. An abort sends SIGTERM, once more if it is stubborn, and SIGKILL two seconds later.
 *
 * This is the only file that uses fluent-ffmpeg.
 */
export async function runFfmpeg(
  ffmpegPath: string,
  { stream, overlay, copy, isStubborn = false, ...parts }: FfmpegTask,
  { path, isPrivate }: OutputFolder,
  { onLogLine, onFrameCount, onStart }: FfmpegObserver,
  signal: AbortSignal,
): Promise<FfmpegExit> {
  const command = ffmpegCommand({ cwd: path, stdoutLines: MAX_LINES } as object)
    .input(stream ?? parts.input)
    .inputOptions(...(parts.inputOptions as [string, string]));
  if (overlay !== undefined)
    command.input(overlay.stream).inputOptions(...(overlay.inputOptions as [string, string]));
  command
    .outputOptions(...(parts.outputOptions as [string, string]))
    .output(parts.output)
    .on("stderr", onLogLine);
  if (copy !== undefined)
    command.output(COPY_PIPE).outputOptions(...(copy.outputOptions as [string, string]));
  skipCapabilityChecks(command, [...launchPrefix(isPrivate), ffmpegPath], copy !== undefined);
  const progress = new WrittenCount(onFrameCount);
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
      const pausable = new PausableProcess(process);
      copy?.onStart(process.stdio[COPY_DESCRIPTOR] as Readable);
      superviseProcess(process, { pausable, isStubborn }, signal);
      onStart?.(pausable);
    });
    command.on("end", () => finish(null));
    command.on("error", finish);
    command.run();
  });
}

/** The first descriptor behind input, output and log. */
const COPY_DESCRIPTOR = 3;
const COPY_PIPE = `pipe:${COPY_DESCRIPTOR}`;
const MAX_LINES = 20;
const GRACE_MS = 2000;

/**
 * Answers what fluent-ffmpeg would otherwise find out by running ffmpeg twice more (200 ms before the first
 * frame; and ffmpeg 7 answers in a format that it does not understand).
 *
 * @param hasCopy true to open a further pipe for the process.
 */
function skipCapabilityChecks(
  command: ffmpegCommand.FfmpegCommand,
  words: readonly string[],
  hasCopy: boolean,
): void {
  const [program = "", ...before] = words;
  const inner = command as unknown as FluentInternals;
  const argumentsOfCommand = inner._getArguments.bind(command);
  const spawnFor = inner._spawnFfmpeg.bind(command);
  const pipes = hasCopy ? { stdio: ["pipe", "pipe", "pipe", "pipe"] } : {};
  // Elsewhere the launcher takes the environment away.
  const settings = hasShell() ? pipes : { ...pipes, env: bareEnvironment() };
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
    spawnFor(
      args,
      { ...options, ...settings },
      onStart,
      (error, stdout = NO_LINES, stderr = NO_LINES) => onEnd(error, stdout, stderr),
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
  { pausable, isStubborn }: { readonly pausable: PausableProcess; readonly isStubborn: boolean },
  signal: AbortSignal,
): void {
  const dismiss = process.pid === undefined ? () => {} : killWithParent(process.pid);
  let repeatTimer: NodeJS.Timeout | undefined;
  let killTimer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    pausable.terminate();
    // An ffmpeg that waits for input ignores signals.
    process.stdin?.destroy();
    if (isStubborn) repeatTimer = setTimeout(() => process.kill("SIGTERM"), GRACE_MS / 4);
    killTimer = setTimeout(() => process.kill("SIGKILL"), GRACE_MS);
  };
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop, { once: true });
  process.on("exit", () => {
    clearTimeout(repeatTimer);
    clearTimeout(killTimer);
    signal.removeEventListener("abort", stop);
    dismiss();
  });
}

/** Parses `frame=123` in the reports that `-progress` writes twice a second. */
class WrittenCount {
  frameCount = 0;
  #partialLine = "";
  readonly #onFrameCount: (frameCount: number) => void;

  constructor(onFrameCount: (frameCount: number) => void = () => {}) {
    this.#onFrameCount = onFrameCount;
  }

  read(text: string): void {
    const lines = (this.#partialLine + text).split("\n");
    this.#partialLine = lines.pop() ?? "";
    for (const line of lines) {
      if (!line.startsWith("frame=")) continue;
      this.frameCount = Number(line.slice("frame=".length));
      this.#onFrameCount(this.frameCount);
    }
  }
}
