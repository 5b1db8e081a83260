import { readSync } from "node:fs";

/** The bytes of one file, read where they are needed. */
export interface ByteSource {
  /** Size of the file when it was looked at, in bytes. */
  readonly byteLength: number;
  /** True if the file system keeps fewer blocks than the size asks for: parts may be unwritten. */
  readonly mayHaveHoles: boolean;
  /** All of its bytes, where they were read at once. */
  readonly all?: Buffer;
  /**
   * At most `length` bytes (and at most `MAX_READ_BYTES`) from `offset`; fewer where the file ends.
   * They are valid until the next read of any source.
   *
   * @throws the system's error when the file cannot be read.
   */
  read(offset: number, length: number): Buffer;
}

/** The most that one read hands out, in bytes: checks of large files stay flat in memory. */
export const MAX_READ_BYTES: number = 64 * 1024;

/** Size in bytes, and the 512-byte blocks that hold it (0 or absent on systems that do not say). */
export interface FileExtent {
  readonly size: number;
  readonly blocks?: number;
}

/** The bytes of an open file, by positioned reads; `extent` is what `fstatSync` said of it. */
export function bytesOfDescriptor(descriptor: number, extent: FileExtent): ByteSource {
  const { size } = extent;
  return {
    byteLength: size,
    mayHaveHoles: mayHaveHoles(extent),
    read(offset, length) {
      const wanted = Math.min(length, MAX_READ_BYTES, size - offset);
      if (wanted <= 0) return NOTHING;
      return shared.subarray(0, readSync(descriptor, shared, 0, wanted, offset));
    },
  };
}

/** The bytes of a file that was read at once; `extent` as above. */
export function bytesInMemory(all: Buffer, extent: FileExtent): ByteSource {
  return {
    byteLength: extent.size,
    mayHaveHoles: mayHaveHoles(extent),
    all,
    read: (offset, length) => all.subarray(offset, offset + Math.min(length, MAX_READ_BYTES)),
  };
}

function mayHaveHoles({ size, blocks = 0 }: FileExtent): boolean {
  return blocks > 0 && blocks * 512 < size;
}

const NOTHING = Buffer.alloc(0);

// One buffer for every descriptor: a check is synchronous and keeps only its last read, and
// allocating 64 KB for each check would cost more than the check.
const shared = Buffer.allocUnsafeSlow(MAX_READ_BYTES);
