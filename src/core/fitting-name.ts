import { extname } from "node:path";

/**
 * A file's name with something before it and behind its stem, short enough for every file system: where
 * it is too long the stem loses its end, the extension stays, and no character is cut in two.
 *
 * @param tail comes before the extension: `~1` makes `a~1.jpg` of `a.jpg`.
 * @param spareBytes are left for what is still to come behind the name, such as `.json`.
 */
export function fittingName(head: string, name: string, tail: string, spareBytes = 0): string {
  const extension = extname(name);
  const isExtension = byteLengthOf(extension) <= MAX_EXTENSION_BYTES;
  const kept = isExtension ? extension : "";
  const stem = name.slice(0, name.length - kept.length);
  const room = MAX_NAME_BYTES - spareBytes - byteLengthOf(head + tail + kept);
  return `${head}${cutTo(stem, room)}${tail}${kept}`;
}

/** Of a name on the usual file systems of Linux and macOS. */
const MAX_NAME_BYTES = 255;
/** What is longer is a name with a dot in it. */
const MAX_EXTENSION_BYTES = 16;

const byteLengthOf = (text: string): number => Buffer.byteLength(text);

/** The longest beginning of a text that takes so many bytes at most, in whole characters. */
function cutTo(text: string, maxBytes: number): string {
  if (byteLengthOf(text) <= maxBytes) return text;
  const bytes = Buffer.from(text);
  let end = maxBytes;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end).toString();
}
