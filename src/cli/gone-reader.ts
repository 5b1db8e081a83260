/**
 * Listener for the `error` of a stream of ours: a reader that has gone, as in `frameferry ... | head`,
 * is no reason to end, since nobody is left to tell.
 */
export function tolerateGoneReader(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}
