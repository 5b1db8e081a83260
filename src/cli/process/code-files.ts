import {
  closeSync,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { crc32 } from "node:zlib";

/**
 * Reads what `writeCode` has written.
 *
 * @returns `null` if there is nothing that may be run: no such file, one that cannot be read, that is not whole, or
 *   that somebody else could have written. Whatever it is, the code is compiled anew.
 */
export function readCode(path: string): Buffer | null {
  try {
    const descriptor = openSync(path, "r");
    try {
      if (!isOwn(fstatSync(descriptor))) return null;
      const content = readFileSync(descriptor);
      const code = content.subarray(SUM_BYTES);
      return content.length > SUM_BYTES && content.readUInt32LE() === crc32(code) ? code : null;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return null;
  }
}

/** Writes code behind its checksum, whole or not at all. A cache that cannot be written is done without. */
export function writeCode(path: string, code: Buffer): void {
  const fresh = `${path}.${process.pid}-${Date.now()}`;
  const sum = Buffer.alloc(SUM_BYTES);
  sum.writeUInt32LE(crc32(code));
  try {
    writeFileSync(fresh, Buffer.concat([sum, code]), { flag: "wx", mode: 0o600 });
    renameSync(fresh, path);
  } catch {
    rmSync(fresh, { force: true });
  }
}

const SUM_BYTES = 4;

/** On Windows, the folder for temporary files is the user's own. */
function isOwn({ uid, mode }: { readonly uid: number; readonly mode: number }): boolean {
  return (
    process.geteuid === undefined || (uid === process.geteuid() && (mode & OTHERS_WRITE) === 0)
  );
}

const OTHERS_WRITE = 0o022;
