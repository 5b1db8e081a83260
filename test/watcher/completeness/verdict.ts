import type { ByteSource } from "../../../src/watcher/completeness/byte-source.ts";
import { MAX_READ_BYTES } from "../../../src/watcher/completeness/byte-source.ts";
import type { Completeness } from "../../../src/watcher/completeness/completeness.ts";
import { examineImage } from "../../../src/watcher/completeness/examine-image.ts";

/** Counts what is asked of a source. */
export interface CountingSource extends ByteSource {
  readonly count: { reads: number; bytes: number };
}

/** The bytes of a buffer as those of a file. */
export function sourceOf(bytes: Buffer, mayHaveHoles = false): CountingSource {
  const count = { reads: 0, bytes: 0 };
  return {
    byteLength: bytes.length,
    mayHaveHoles,
    count,
    read(offset, length) {
      const found = bytes.subarray(offset, offset + Math.min(length, MAX_READ_BYTES));
      count.reads += 1;
      count.bytes += found.length;
      return found;
    },
  };
}

export function verdictOn(bytes: Buffer): Completeness {
  return examineImage(sourceOf(bytes));
}

/** `whole`, `growing` or `endless`. */
export function stateOf(bytes: Buffer): Completeness["state"] {
  return verdictOn(bytes).state;
}
