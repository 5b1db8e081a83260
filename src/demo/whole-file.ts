/** The last chunk of every PNG; libpng accepts files without it. */
const PNG_END: Buffer = Buffer.from("0000000049454e44ae426082", "hex");

const JPEG_SCAN: Buffer = Buffer.from("ffda", "hex");
const JPEG_END: Buffer = Buffer.from("ffd9", "hex");

/**
 * Whether an image file has its end. A file whose space was reserved and not yet filled ends in zeros,
 * which decode without complaint: only the mark of the end tells. Formats other than JPEG and PNG pass.
 */
export function hasItsEnd(bytes: Buffer, format: string): boolean {
  if (format === "png") return bytes.includes(PNG_END);
  // The end mark of an embedded thumbnail stands before the last scan; bytes after the end do no harm.
  if (format === "jpeg") return bytes.lastIndexOf(JPEG_END) > bytes.lastIndexOf(JPEG_SCAN);
  return true;
}
