import { extname } from "node:path";

/**
 * A file name with a prefix and a suffix, short enough for every file system: a stem that is too long loses
 * its end, the extension stays, and no character is split.
 *
 * @param tail goes before the extension: `~1` makes `a~1.jpg` of `a.jpg`.
 * @param reservedBytes bytes to leave free for what is appended to the name, such as `.json`.
 */
export function shortenFileName(
  head: string,
  name: string,
  tail: string,
  reservedBytes = 0,
): string {
  const extension = extname(name);
  const isExtension = byteLengthOf(extension) <= MAX_EXTENSION_BYTES;
  const kept = isExtension ? extension : "";
  const stem = name.slice(0, name.length - kept.length);
  const stemBytes = MAX_NAME_BYTES - reservedBytes - byteLengthOf(head + tail + kept);
  return `${head}${truncateToBytes(stem, stemBytes)}${tail}${kept}`;
}

/** Longest file name on common file systems of Linux and macOS, in bytes. */
const MAX_NAME_BYTES = 255;
/** Anything longer is a name that contains a dot. */
const MAX_EXTENSION_BYTES = 16;

const byteLengthOf = (text: string): number => Buffer.byteLength(text);

/** Longest prefix of a text that takes at most `maxBytes` in UTF-8, in whole characters. */
function truncateToBytes(text: string, maxBytes: number): string {
  if (byteLengthOf(text) <= maxBytes) return text;
  const bytes = Buffer.from(text);
  let end = maxBytes;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end).toString();
}
