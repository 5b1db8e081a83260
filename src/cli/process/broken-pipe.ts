/**
 * Listener for the `error` of a stream of ours: a reader that has gone, as in `frameferry ... | head`
 * or with its terminal, is no reason to end, since nobody is left to tell.
 */
export function ignoreBrokenPipe(error: NodeJS.ErrnoException): void {
  if (!GONE.has(error.code)) throw error;
}

/** Codes of a pipe, of a terminal, and of a stream that has already reported either. */
const GONE: ReadonlySet<string | undefined> = new Set(["EPIPE", "EIO", "ERR_STREAM_DESTROYED"]);
