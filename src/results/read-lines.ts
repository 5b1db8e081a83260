import { createReadStream } from "node:fs";

/** A line of a file, without its end. */
export interface TextLine {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  /** False for the rest behind the last line break. */
  readonly isWhole: boolean;
}

/**
 * Lines of a file up to the size that it has at the beginning, whatever is added meanwhile. Only a line feed
 * ends a line: a JSON text may hold the other characters at which `node:readline` splits.
 *
 * @param from index of the byte to begin with.
 * @throws the system's error.
 */
export async function* readLines(
  path: string,
  byteLength: number,
  from = 0,
): AsyncIterable<TextLine> {
  if (byteLength <= from) return;
  let number = 0;
  let begun: Buffer[] = [];
  const chunks = createReadStream(path, {
    start: from,
    end: byteLength - 1,
  }) as AsyncIterable<Buffer>;
  for await (const chunk of chunks) {
    let begin = 0;
    for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, begin)) {
      number += 1;
      const last = chunk.subarray(begin, at);
      const line = begun.length === 0 ? last : Buffer.concat([...begun, last]);
      yield { number, text: line.toString(), isWhole: true };
      begun = [];
      begin = at + 1;
    }
    if (begin < chunk.length) begun.push(chunk.subarray(begin));
  }
  if (begun.length > 0)
    yield { number: number + 1, text: Buffer.concat(begun).toString(), isWhole: false };
}

const LINE_FEED = 0x0a;
