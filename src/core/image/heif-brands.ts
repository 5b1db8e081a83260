/**
 * Media types by the brands of an ISO base media file with images (IANA: image/heic, image/heif and their
 * sequences; AV1 Image File Format, section 10: image/avif), more specific brands first.
 */
const TYPES: readonly (readonly [brands: readonly string[], type: string])[] = [
  [["avif", "avis"], "image/avif"],
  [["heic", "heix", "heim", "heis"], "image/heic"],
  [["hevc", "hevx", "hevm", "hevs"], "image/heic-sequence"],
  [["mif1"], "image/heif"],
  [["msf1"], "image/heif-sequence"],
];

/** Brands that describe the structure of a file rather than the coding of its pictures. */
const GENERAL: ReadonlySet<string> = new Set(["mif1", "msf1"]);

/** Size of the box that lists the brands, up to the first compatible one: size, type, major brand, version. */
const HEAD_BYTES = 16;

/**
 * Media type of AVIF, HEIC and related formats by the first box; `null` for anything else, such as a video.
 *
 * @param start beginning of the file; brands beyond it are ignored.
 */
export function heifTypeOf(start: Buffer): string | null {
  if (start.toString("latin1", 4, 8) !== "ftyp") return null;
  const end = Math.min(start.readUInt32BE(0), start.length);
  const major = start.toString("latin1", 8, 12);
  const own = GENERAL.has(major) ? undefined : typeOf([major]);
  if (own !== undefined) return own;
  const brands = [major];
  for (let at = HEAD_BYTES; at + 4 <= end; at += 4)
    brands.push(start.toString("latin1", at, at + 4));
  return typeOf(brands) ?? null;
}

function typeOf(brands: readonly string[]): string | undefined {
  return TYPES.find(([known]) => known.some((brand) => brands.includes(brand)))?.[1];
}
