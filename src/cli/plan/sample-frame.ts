import { extname } from "node:path";
import { NO_TIME, type Frame } from "../../core/frame/frame.ts";

/** A frame that is not there, and the first bytes of its image: enough to see what would go around it. */
export function sampleOf(
  fileName: string,
  source: string,
  isSliced: boolean,
): readonly [Frame, Buffer] {
  const identity = { source, relativePath: fileName, byteLength: 0, modifiedAtMs: 0 };
  const numbers = { byteLength: 0, modifiedAtMs: 0, device: 0, inode: 0, landedAtMs: 0 };
  const time = isSliced ? { index: 0, ptsSeconds: 0 } : NO_TIME;
  const frame = { ...numbers, ...time, source, identity, path: fileName, relativePath: fileName };
  const signature = SIGNATURES[extname(fileName).toLowerCase()] ?? "\xff\xd8\xff\xe0";
  return [frame, Buffer.from(signature, "latin1")];
}

const SIGNATURES: Readonly<Record<string, string>> = {
  ".png": "\x89PNG\r\n\x1a\n",
  ".webp": "RIFF\0\0\0\0WEBP",
  ".gif": "GIF89a",
  ".bmp": "BM",
  ".tif": "II*\0",
  ".tiff": "II*\0",
  ".avif": "\0\0\0\x14ftypavif\0\0\0\0mif1",
  ".heic": "\0\0\0\x14ftypheic\0\0\0\0mif1",
  ".heif": "\0\0\0\x14ftypmif1\0\0\0\0mif1",
  ".hif": "\0\0\0\x14ftypheix\0\0\0\0mif1",
  ".jxl": "\xff\n",
  ".jp2": "\0\0\0\fjP  \r\n\x87\n",
  ".ppm": "P6\n",
  ".pgm": "P5\n",
};
