import { spawn } from "node:child_process";
import { once } from "node:events";
import { Readable } from "node:stream";
import { counted } from "../core/counted.ts";
import { FrameferryError } from "../core/errors.ts";
import { command } from "../core/spelling.ts";
import { systemWords } from "../core/system-error.ts";
import { type ByteView, StreamView } from "./byte-view.ts";
import { PIPE } from "./ffmpeg-arguments.ts";
import { dieWithParentWords } from "./launcher.ts";
import { isIndexLast } from "./mp4-index.ts";
import { headerInLog, headerWords, type VideoHeader } from "./video-header.ts";

/**
 * A video that comes through a pipe, and that can be read once. What its header is read from is kept, and
 * goes before all else to the ffmpeg that slices it.
 */
export class PipedVideo implements Disposable {
  readonly #source: Readable;
  #view = new StreamView(Buffer.alloc(0));
  /** What its header was read from. */
  head: Buffer = Buffer.alloc(0);
  #fault: Error | null = null;

  constructor(source: Readable) {
    this.#source = source;
    source.on("error", (error) => (this.#fault ??= error));
  }

  /**
   * Asks ffmpeg for the header, as `readVideoHeader` does of a file. To be called once, before `stream`.
   *
   * @param signal ends the question; the header is then unknown.
   * @throws FrameferryError `ERR_VIDEO_UNREADABLE` for a stream without a byte, and for an MP4 whose index
   *   comes last.
   */
  async readHeader(ffmpegPath: string, signal: AbortSignal): Promise<VideoHeader> {
    const words = [...dieWithParentWords(), ffmpegPath, ...headerWords(PIPE)];
    const { log, head, isIndexLast: isRejected } = await feed(this.#source, words, signal);
    this.head = head;
    this.#view = new StreamView(head);
    if (isRejected) throw indexLast();
    if (head.length === 0 && !signal.aborted) throw nothingCame(this.#fault);
    return headerInLog(log);
  }

  /** All of it, from its first byte on; ends early where it cannot be read on. To be read once. */
  get stream(): Readable {
    return Readable.from(this.#chunks(), { objectMode: false });
  }

  /** Why it could not be read to its end, after so many frames; `null` if it could. */
  cutOff(frameCount: number): FrameferryError | null {
    if (this.#fault === null) return null;
    const message = `standard input could not be read on after ${counted(frameCount, "frame")}: ${systemWords(this.#fault)}`;
    return unreadable(message, "the frames that could be read were sent");
  }

  /** What can be told of it at its end. */
  get view(): ByteView {
    return this.#view;
  }

  /** Nobody reads it any more: whoever writes it is told so by the system. */
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
      // ffmpeg is given what there is.
      this.#fault ??= error as Error;
    }
  }
}

interface Fed {
  /** What the program said on its standard error. */
  readonly log: string;
  /** All that was taken from the source, whether the program has read it or not. */
  readonly head: Buffer;
  readonly isIndexLast: boolean;
}

/** Feeds a program from a source until it ends by itself; the source then stands still. */
async function feed(source: Readable, line: readonly string[], signal: AbortSignal): Promise<Fed> {
  const [program = "", ...words] = line;
  const child = spawn(program, words, {
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

/** What a stream tells at its end, whichever comes first. */
const ENDS = ["end", "error", "close"] as const;

/** ffmpeg reads 5 MB to know a stream, unless its index is longer. */
const MAX_HEADER_BYTES = 64 * 1024 * 1024;

function indexLast(): FrameferryError {
  return unreadable(
    "the video on standard input is an MP4 whose index lies at its end (moov), which cannot be read from a pipe",
    `name the file itself: ${command("run")} FILE; or write it as MPEG-TS, Matroska or fragmented MP4: ffmpeg -i FILE -c copy -f matroska -`,
  );
}

function nothingCame(fault: Error | null): FrameferryError {
  return unreadable(
    fault === null
      ? "standard input ended before the first byte of a video"
      : `standard input cannot be read: ${systemWords(fault)}`,
    "check the program that writes the video: it probably failed",
  );
}

function unreadable(message: string, remedy: string): FrameferryError {
  return new FrameferryError({ code: "ERR_VIDEO_UNREADABLE", kind: "source", message, remedy });
}
