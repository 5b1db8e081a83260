/**
 * The frames that zstd data consists of, in their order (RFC 8878, 3.1); `null` if it is none, or does not
 * end where a frame does. Found by their lengths alone: Node decodes the first one and leaves the others
 * out, and 22.22 takes one that was cut short for whole.
 */
export function zstdFrames(data: Buffer): readonly Buffer[] | null {
  const frames: Buffer[] = [];
  let at = 0;
  while (at < data.length) {
    const end = frameEnd(data, at);
    if (end === null || end > data.length) return null;
    frames.push(data.subarray(at, end));
    at = end;
  }
  return frames;
}

const MAGIC = 0xfd2fb528;
/** The last four bits are free. */
const SKIPPABLE_MAGIC = 0x184d2a50;

/** End of a frame; `null` if it is none, or not whole. */
function frameEnd(data: Buffer, start: number): number | null {
  if (start + 8 > data.length) return null;
  const magic = data.readUInt32LE(start);
  if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC)
    return start + 8 + data.readUInt32LE(start + 4);
  return magic === MAGIC ? dataFrameEnd(data, start + 4) : null;
}

const DICTIONARY_ID_BYTES = [0, 1, 2, 4] as const;

/** @param start of the frame header's descriptor (3.1.1.1.1). */
function dataFrameEnd(data: Buffer, start: number): number | null {
  const descriptor = data[start] ?? 0;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const sizeFlag = descriptor >> 6;
  const sizeBytes = sizeFlag === 0 ? Number(isSingleSegment) : 1 << sizeFlag;
  const idBytes = DICTIONARY_ID_BYTES[(descriptor & 3) as 0 | 1 | 2 | 3];
  const blocksAt = start + 1 + Number(!isSingleSegment) + idBytes + sizeBytes;
  const end = blocksEnd(data, blocksAt);
  const checksumBytes = (descriptor & 4) === 0 ? 0 : 4;
  return end === null || end + checksumBytes > data.length ? null : end + checksumBytes;
}

const RLE_BLOCK = 1;

/** A block's header has three bytes: whether it is the last, its type, its size (3.1.1.2). */
function blocksEnd(data: Buffer, start: number): number | null {
  let at = start;
  for (;;) {
    if (at + 3 > data.length) return null;
    const header = data.readUIntLE(at, 3);
    at += 3 + (((header >> 1) & 3) === RLE_BLOCK ? 1 : header >> 3);
    if ((header & 1) === 1) return at > data.length ? null : at;
  }
}
