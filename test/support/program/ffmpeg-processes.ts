import { readdirSync, readFileSync } from "node:fs";

/** The ffmpeg processes at work on a video, by Linux's /proc. */
export function slicersOf(video: string): readonly number[] {
  return processesWith(`file:${video}`).filter((pid) => wordsOf(pid)[0]?.endsWith("ffmpeg"));
}

/** Processes with this word on their command line. */
export function processesWith(word: string): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/u.test(name))
    .map(Number)
    .filter((pid) => wordsOf(pid).includes(word));
}

export function wordsOf(pid: number): readonly string[] {
  return read(`/proc/${pid}/cmdline`).split("\0");
}

/** `R` runs, `S` waits, `T` stands still (proc(5)); `undefined` for a process that has ended. */
export function stateOf(pid: number | undefined): string | undefined {
  return /\) (\w) /u.exec(read(`/proc/${pid}/stat`))?.[1];
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
