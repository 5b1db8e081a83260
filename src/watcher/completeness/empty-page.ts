import type { ByteWindow } from "./byte-window.ts";

/**
 * Whether a page of the file holds nothing but zeros: a part that was not written yet, when a network
 * file system or a downloader writes the parts out of order, or a flat stretch of the picture.
 */
export function hasEmptyPage(file: ByteWindow): boolean {
  for (let offset = 0; offset + PAGE_BYTES <= file.byteLength; ) {
    const bytes = file.from(offset, PAGE_BYTES);
    if (bytes.length < PAGE_BYTES) return false;
    const pages = Math.floor(bytes.length / PAGE_BYTES);
    for (let page = 0; page < pages; page += 1) if (isEmpty(bytes, page * PAGE_BYTES)) return true;
    offset += pages * PAGE_BYTES;
  }
  return false;
}

const PAGE_BYTES = 4096;
const ZEROS = Buffer.alloc(PAGE_BYTES);

function isEmpty(bytes: Buffer, start: number): boolean {
  return bytes[start] === 0 && bytes.compare(ZEROS, 0, PAGE_BYTES, start, start + PAGE_BYTES) === 0;
}
