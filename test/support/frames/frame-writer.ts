import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const PROGRAM = fileURLToPath(
  new URL("../../../fixtures/programs/write-frames.mjs", import.meta.url),
);
const run = promisify(execFile);

/** A frame that the program `write-frames` has completed. */
export interface WrittenFrame {
  /** In its pixels. */
  readonly index: number;
  /** SHA-256 in hexadecimal. */
  readonly digest: string;
  /** Path below the folder. */
  readonly path: string;
}

/** The command line of `write-frames`; the words are its options. */
export function writerCommand(folder: string, words: readonly string[]): readonly string[] {
  return [process.execPath, PROGRAM, folder, ...words];
}

/** Runs `write-frames` to its end. */
export async function writeFrames(
  folder: string,
  words: readonly string[],
): Promise<readonly WrittenFrame[]> {
  const [program = "", ...rest] = writerCommand(folder, words);
  const { stdout } = await run(program, rest, { maxBuffer: 1 << 26 });
  return writtenFrames(stdout);
}

/** The frames that the program says it has completed; other lines are passed over. */
export function writtenFrames(text: string): readonly WrittenFrame[] {
  const lines = text.matchAll(/^wrote (\d+) (\w+) (.+)$/gmu);
  return Array.from(lines, ([, index, digest = "", path = ""]) => ({
    index: Number(index),
    digest,
    path,
  }));
}
