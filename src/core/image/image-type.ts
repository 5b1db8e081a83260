import { heifTypeOf } from "./heif-brands.ts";

/**
 * Media type of an image by its first bytes (signatures: JPEG T.81, PNG 5.2, RIFF/WebP, GIF89a, BMP, TIFF
 * 6.0 and BigTIFF, JPEG XL 18181-2, JPEG 2000 15444-1, Netpbm; brands of AVIF and HEIC);
 * `application/octet-stream` for anything else.
 */
export function imageTypeOf(image: Buffer): string {
  const signature = image.toString("latin1", 0, 12);
  for (const [pattern, type] of SIGNATURES) if (pattern.test(signature)) return type;
  return heifTypeOf(image) ?? "application/octet-stream";
}

const SIGNATURES: readonly (readonly [RegExp, string])[] = [
  [/^\xff\xd8\xff/u, "image/jpeg"],
  [/^\x89PNG\r\n/u, "image/png"],
  [/^RIFF[^]{4}WEBP/u, "image/webp"],
  [/^GIF8[79]a/u, "image/gif"],
  [/^BM/u, "image/bmp"],
  [/^(?:II[*+]\0|MM\0[*+])/u, "image/tiff"],
  [/^(?:\xff\n|\0{3}\fJXL \r\n\x87\n)/u, "image/jxl"],
  [/^\0{3}\fjP {2}\r\n\x87\n/u, "image/jp2"],
  [/^P[25]\s/u, "image/x-portable-graymap"],
  [/^P[36]\s/u, "image/x-portable-pixmap"],
];
