import { canReplaceItself } from "../../core/platform/child-programs.ts";
import { mayTakeHours } from "./running-time.ts";

/**
 * Starts this program anew in the same process, with less memory, if it may run for long (a short `send` has ended
 * before the nursery has grown):
 *
 * - a small nursery for young objects, which Node lets grow to 96 MB, and a heap that is tidied when it has grown
 *   by a third, where Node waits until it has doubled: a `send` of 90,000 files takes 122 MiB, 49 of them Node's
 *   program file, in place of 163 with a nursery of 16 MB alone (medians of 3), and no more time;
 * - two arenas of glibc's allocator for the threads of the pool, each of which keeps what it has freed: a
 *   `send` of 90,000 files takes 176 instead of 201 MB (medians of 3 and 4 runs), and no more time.
 *
 * Both are settled when a process starts, and `execve` costs as much as a bare Node: a launcher that sets
 * the flags saves that.
 *
 * Does nothing where the running Node has no `execve` (before 23.11, and on Windows), nor where a word
 * names a descriptor, such as the `/dev/fd/63` that a shell makes of `--results >(jq .found)`: it would
 * be closed.
 */
export function limitMemory(words: readonly string[]): void {
  const { execPath, execArgv, env } = process;
  const isSet = [...execArgv, env["NODE_OPTIONS"] ?? ""].some((word) => word.includes(NURSERY));
  if (words.some((word) => NAMES_DESCRIPTOR.test(word))) return;
  if (isSet || !canReplaceItself() || !mayTakeHours(words)) return;
  const limited = { [ARENAS]: OUR_ARENAS, ...env };
  process.execve?.(execPath, [execPath, ...HEAP_FLAGS, ...execArgv, ...words.slice(1)], limited);
}

/** Keeps what limits this process from the programs that it starts. */
export function hideMemoryLimits(): void {
  if (process.env[ARENAS] === OUR_ARENAS) delete process.env[ARENAS];
}

const NAMES_DESCRIPTOR = /\/fd\/\d+$/u;
/** Read by glibc at the start; see mallopt(3). */
export const ARENAS = "MALLOC_ARENA_MAX";
/** As nobody else writes it, so that a user's own setting is left alone. */
export const OUR_ARENAS = "02";
const NURSERY = "--max-semi-space-size";
/** As `scripts/frameferry` has them. */
export const HEAP_FLAGS: readonly string[] = [`${NURSERY}=4`, "--heap-growing-percent=30"];
