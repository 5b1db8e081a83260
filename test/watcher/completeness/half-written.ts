/**
 * At most about `most` numbers from `first` to `last`, always the first and the last few of them:
 * every one when there are not more.
 */
export function spread(first: number, last: number, most: number): number[] {
  const step = Math.max(1, Math.ceil((last - first + 1) / most));
  const isTaken = (_: number, index: number) =>
    index % step === 0 || index < 40 || index > last - first - 40;
  return Array.from({ length: last - first + 1 }, (_, index) => first + index).filter(isTaken);
}

/** The file after `written` bytes, in space that its writer has reserved. */
export function reserved(image: Buffer, written: number): Buffer {
  const bytes = Buffer.alloc(image.length);
  image.copy(bytes, 0, 0, written);
  return bytes;
}

/** A file whose first and last block were written first, and then the others from the front. */
export interface OutOfOrder {
  readonly bytes: Buffer;
  /** Which bytes are still missing, for the message of a failing test. */
  readonly missing: string;
}

export function outOfOrder(image: Buffer, blockBytes: number, most: number): OutOfOrder[] {
  const lastBlock = Math.floor((image.length - 1) / blockBytes);
  if (lastBlock < 2) return [];
  return spread(1, lastBlock - 1, most).map((blocks) => {
    const bytes = reserved(image, blocks * blockBytes);
    image.copy(bytes, lastBlock * blockBytes, lastBlock * blockBytes);
    return { bytes, missing: `${blocks * blockBytes} to ${lastBlock * blockBytes}` };
  });
}
