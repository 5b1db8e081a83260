import { isShortSend } from "./short-send.ts";

/**
 * Number of threads in Node's pool. Reads from a slow folder wait in it: with Node's four threads, files that
 * take 50 ms each come at 70 a second; with 32 as fast as 16 requests at once ask for them. For a few images,
 * 32 threads would take longer to start (8 ms of processor time) than to be of use.
 *
 * @param words as `process.argv`.
 */
export function threadsFor(words: readonly string[]): number {
  return isShortSend(words)
    ? Math.min(MAX_THREADS, Math.max(MIN_THREADS, words.length))
    : MAX_THREADS;
}

const MIN_THREADS = 4;
const MAX_THREADS = 32;
