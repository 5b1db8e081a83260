/** Last chunk of every PNG; libpng accepts files without it. */
const PNG_END: Buffer = Buffer.from("0000000049454e44ae426082", "hex");

const JPEG_SCAN: Buffer = Buffer.from("ffda", "hex");
const JPEG_END: Buffer = Buffer.from("ffd9", "hex");

/**
 * True if an image file is complete. A file with reserved and unwritten space ends in zeros, which decode
 * without an error: only the end marker proves completeness. Always true for formats other than JPEG and
 * PNG.
 */
export function hasEndMarker(bytes: Buffer, format: string): boolean {
  if (format === "png") return bytes.includes(PNG_END);
  // The end marker of an embedded thumbnail precedes the last scan; bytes after the end do no harm.
  if (format === "jpeg") return bytes.lastIndexOf(JPEG_END) > bytes.lastIndexOf(JPEG_SCAN);
  return true;
}
