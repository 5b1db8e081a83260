import { spawn } from "node:child_process";
import { once } from "node:events";
import { Readable } from "node:stream";
import { formatCount } from "../core/text/format-count.ts";
import { FrameferryError } from "../core/errors.ts";
import { command } from "../core/option-spelling.ts";
import { systemErrorMessage } from "../core/files/system-error.ts";
import { type ByteView, StreamView } from "./byte-view.ts";
import { PIPE } from "./ffmpeg-arguments.ts";
import { dieWithParentPrefix } from "./ffmpeg-launcher.ts";
import { isIndexLast } from "./mp4-index.ts";
import { headerInLog, headerArguments, type VideoHeader } from "./video-header.ts";

/**
 * A video from a pipe, which can be read once. The bytes from which its header was read are kept and sent
 * first to the ffmpeg that slices it.
 */
export class PipedVideo implements Disposable {
  readonly #source: Readable;
  #view = new StreamView(Buffer.alloc(0));
  /** Bytes from which its header was read. */
  head: Buffer = Buffer.alloc(0);
  #fault: Error | null = null;

  constructor(source: Readable) {
    this.#source = source;
    source.on("error", (error) => (this.#fault ??= error));
  }

  /**
   * Reads the header with ffmpeg, as `readVideoHeader` does for a file. To be called once, before `stream`.
   *
   * @param signal ends the reading; the header is then unknown.
   * @throws FrameferryError `ERR_VIDEO_UNREADABLE` for an empty stream, and for an MP4 with its index at
   * the end.
   */
  async readHeader(ffmpegPath: string, signal: AbortSignal): Promise<VideoHeader> {
    const commandLine = [...dieWithParentPrefix(), ffmpegPath, ...headerArguments(PIPE)];
    const { log, head, isIndexLast: isRejected } = await feed(this.#source, commandLine, signal);
    this.head = head;
    this.#view = new StreamView(head);
    if (isRejected) throw indexLast();
    if (head.length === 0 && !signal.aborted) throw emptyStream(this.#fault);
    return headerInLog(log);
  }

  /** All bytes from the first one; ends early at a read error. To be read once. */
  get stream(): Readable {
    return Readable.from(this.#chunks(), { objectMode: false });
  }

  /** Error if it could not be read to its end, after `frameCount` frames; `null` if it could. */
  readProblem(frameCount: number): FrameferryError | null {
    if (this.#fault === null) return null;
    const message = `standard input could not be read on after ${formatCount(frameCount, "frame")}: ${systemErrorMessage(this.#fault)}`;
    return unreadable(message, "the frames that could be read were sent");
  }

  /** View of the bytes, complete at the end of the stream. */
  get view(): ByteView {
    return this.#view;
  }

  /** Closes the stream: its writer gets an error from the system. */
  [Symbol.dispose](): void {
    this.#source.destroy();
  }

  async *#chunks(): AsyncGenerator<Buffer, void, void> {
    if (this.head.length > 0) yield this.head;
    try {
      for await (const chunk of this.#source) {
        this.#view.add(chunk as Buffer);
        yield chunk as Buffer;
      }
    } catch (error) {
      // ffmpeg gets what there is.
      this.#fault ??= error as Error;
    }
  }
}

interface FeedResult {
  /** Standard error of the program. */
  readonly log: string;
  /** All bytes taken from the source, even if the program has not read them. */
  readonly head: Buffer;
  readonly isIndexLast: boolean;
}

/** Feeds a program from a source until it ends by itself; the source is then paused. */
async function feed(
  source: Readable,
  line: readonly string[],
  signal: AbortSignal,
): Promise<FeedResult> {
  const [program = "", ...args] = line;
  const child = spawn(program, args, {
    stdio: ["pipe", "ignore", "pipe"],
    ...{ windowsHide: true, signal, killSignal: "SIGKILL" },
  });
  const closed = once(child, "close").catch(() => {});
  child.stdin.on("error", () => {});
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (log += text));
  const chunks: Buffer[] = [];
  let length = 0;
  let isRejected: boolean | null = null;
  const take = (chunk: Buffer): void => {
    chunks.push(chunk);
    length += chunk.length;
    isRejected ??= isIndexLast(Buffer.concat(chunks));
    if (isRejected === true) child.kill("SIGKILL");
    const wantsMore = child.stdin.write(chunk);
    if (length >= MAX_HEADER_BYTES) child.stdin.end();
    if (!wantsMore || length >= MAX_HEADER_BYTES) source.pause();
  };
  const goOn = (): void => void source.resume();
  const end = (): void => void child.stdin.end();
  child.stdin.on("drain", goOn);
  for (const name of ENDS) source.on(name, end);
  if (source.readableEnded || source.destroyed) end();
  source.on("data", take);
  await closed;
  source.off("data", take).pause();
  child.stdin.off("drain", goOn);
  for (const name of ENDS) source.off(name, end);
  return { log, head: Buffer.concat(chunks), isIndexLast: isRejected === true };
}

/** Events at the end of a stream, whichever comes first. */
const ENDS = ["end", "error", "close"] as const;

/** ffmpeg reads 5 MB to recognize a stream, unless its index is longer. */
const MAX_HEADER_BYTES = 64 * 1024 * 1024;

function indexLast(): FrameferryError {
  return unreadable(
    "the video on standard input is an MP4 whose index lies at its end (moov), which cannot be read from a pipe",
    `name the file itself: ${command("run")} FILE; or write it as MPEG-TS, Matroska or fragmented MP4: ffmpeg -i FILE -c copy -f matroska -`,
  );
}

function emptyStream(fault: Error | null): FrameferryError {
  return unreadable(
    fault === null
      ? "standard input ended before the first byte of a video"
      : `standard input cannot be read: ${systemErrorMessage(fault)}`,
    "check the program that writes the video: it probably failed",
  );
}

function unreadable(message: string, remedy: string): FrameferryError {
  return new FrameferryError({ code: "ERR_VIDEO_UNREADABLE", kind: "source", message, remedy });
}
