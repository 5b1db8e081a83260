/**
 * The media type of an image by its first bytes (signatures: JPEG T.81, PNG 5.2, RIFF/WebP, GIF89a,
 * BMP, TIFF 6.0); `application/octet-stream` for anything else.
 */
export function imageTypeOf(image: Buffer): string {
  const signature = image.toString("latin1", 0, 12);
  for (const [pattern, type] of SIGNATURES) if (pattern.test(signature)) return type;
  return "application/octet-stream";
}

const SIGNATURES: readonly (readonly [RegExp, string])[] = [
  [/^\xff\xd8\xff/u, "image/jpeg"],
  [/^\x89PNG\r\n/u, "image/png"],
  [/^RIFF[^]{4}WEBP/u, "image/webp"],
  [/^GIF8[79]a/u, "image/gif"],
  [/^BM/u, "image/bmp"],
  [/^(?:II\*\0|MM\0\*)/u, "image/tiff"],
];
