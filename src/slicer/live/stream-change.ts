import { taggedLine } from "../log-lines.ts";
import type { Loss } from "./connection-end.ts";

/**
 * Notices in the log of ffmpeg that a stream goes on as another one within its connection: with pictures of another size
 * or pixel format, which ffmpeg would scale and convert to those of the first, or as a further stream in place of the
 * first, which it would not read. Then another connection is needed, and no picture of this one counts any more.
 */
export class StreamChange {
  #reason: string | null = null;

  /** Why another connection is needed; `null` if none is. */
  get loss(): Loss | null {
    return this.#reason === null ? null : { kind: "changed", reason: this.#reason };
  }

  /** Reads the next line of the log. */
  read(line: string): void {
    if (this.#reason !== null) return;
    const { text = "" } = taggedLine(line) ?? {};
    const [, width, height, nextWidth, nextHeight] = OTHER_PICTURES.exec(text) ?? [];
    if (width !== undefined)
      this.#reason = reasonOf(`${width}x${height}`, `${nextWidth}x${nextHeight}`);
    else if (NEW_STREAM.test(text)) this.#reason = "it goes on with another stream of pictures";
  }
}

/** Of the source of ffmpeg's filters, before each picture that is not as the first one was. */
const OTHER_PICTURES =
  /^filter context - w: (\d+) h: (\d+) fmt: .*incoming frame - w: (\d+) h: (\d+) fmt: /u;
const NEW_STREAM = /^New video stream \d+:\d+/u;

function reasonOf(size: string, nextSize: string): string {
  if (size === nextSize) return "the form of its pixels has changed";
  return `the size of its pictures has changed from ${size} to ${nextSize}`;
}
