/** Joins small pieces to larger ones, each worth a write. @throws the reason of `signal`, once it is aborted. */
export function* batched(pieces: Iterable<string>, signal: AbortSignal): Iterable<string> {
  let batch = "";
  for (const piece of pieces) {
    batch += piece;
    if (batch.length < BATCH_LENGTH) continue;
    signal.throwIfAborted();
    yield batch;
    batch = "";
  }
  if (batch !== "") yield batch;
}

/** In characters. */
const BATCH_LENGTH = 64 * 1024;
