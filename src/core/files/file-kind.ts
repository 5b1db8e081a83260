/**
 * Type of a file by its first bytes. `animation` counts as image and as video (GIF, APNG, HEIF image
 * sequences); `unknown` is anything without a signature here, such as raw camera formats and models.
 */
export type FileKind =
  | "image"
  | "animation"
  | "video"
  | "sound"
  | "archive"
  | "document"
  | "text"
  | "unknown";

/** Number of leading bytes that `kindOfBytes` looks at. */
export const KIND_BYTES = 512;

/** @param head the first `KIND_BYTES` bytes, or all of a shorter file. */
export function kindOfBytes(head: Buffer): FileKind {
  const text = head.toString("latin1", 0, KIND_BYTES);
  if (text.startsWith("\x89PNG\r\n")) return text.includes("acTL") ? "animation" : "image";
  if (text.startsWith("\0") && text.startsWith("ftyp", 4)) return kindOfBrand(text.slice(8, 12));
  for (const [kind, ...signatures] of SIGNATURES)
    if (signatures.some((signature) => fits(text, signature))) return kind;
  return isText(head) && !TEXT_IMAGES.test(text) ? "text" : "unknown";
}

function fits(text: string, signature: Readonly<Record<number, string>>): boolean {
  return Object.entries(signature).every(([offset, bytes]) =>
    text.startsWith(bytes, Number(offset)),
  );
}

/** Predicate of a sentence about a file that is no image; `null` if it is, or may be, an image. */
export function notAnImage(kind: FileKind): string | null {
  const named = NOT_IMAGES[kind];
  return named === undefined ? null : `it is ${named}, not an image`;
}

/** Kinds that are no image, with their articles. */
export const NOT_IMAGES: { readonly [Kind in FileKind]?: string } = {
  video: "a video",
  sound: "a sound file",
  archive: "an archive",
  document: "a document",
  text: "a text file",
};

/**
 * Signatures from the format specifications: bytes, one character each, by offset. MPEG-TS repeats its sync
 * byte every 188 bytes (ISO 13818-1), or 192 in M2TS.
 */
const SIGNATURES: readonly (readonly [FileKind, ...Readonly<Record<number, string>>[]])[] = [
  ["image", { 0: "\xff\xd8\xff" }, { 0: "BM", 6: "\0\0\0\0" }, { 0: "II*\0" }, { 0: "MM\0*" }],
  ["image", { 0: "RIFF", 8: "WEBP" }, { 0: "\0\0\x01\0" }, { 0: "8BPS" }, { 0: "qoif" }],
  ["image", { 0: "\xff\x0a" }, { 0: "\0\0\0\x0cJXL " }, { 0: "\0\0\0\x0cjP  " }],
  ["animation", { 0: "GIF87a" }, { 0: "GIF89a" }],
  ["video", { 0: "\x1a\x45\xdf\xa3" }, { 0: "FLV\x01" }, { 0: "\x30\x26\xb2\x75\x8e\x66\xcf\x11" }],
  ["video", { 0: "\0\0\x01\xb3" }, { 0: "\0\0\x01\xba" }, { 0: "RIFF", 8: "AVI " }, { 0: "OggS" }],
  ["video", { 0: "\0", 4: "moov" }, { 0: "\0", 4: "mdat" }, { 0: "\0", 4: "wide" }, { 0: "DKIF" }],
  ["video", { 0: "G", 188: "G", 376: "G" }, { 4: "G", 196: "G", 388: "G" }],
  ["sound", { 0: "RIFF", 8: "WAVE" }, { 0: "ID3" }, { 0: "fLaC" }, { 0: "FORM", 8: "AIF" }],
  ["archive", { 0: "PK\x03\x04" }, { 0: "\x1f\x8b" }, { 0: "7z\xbc\xaf" }, { 0: "Rar!" }],
  ["archive", { 0: "\xfd7zXZ" }, { 0: "BZh" }, { 0: "\x28\xb5\x2f\xfd" }, { 257: "ustar" }],
  ["document", { 0: "%PDF-" }, { 0: "\xd0\xcf\x11\xe0" }, { 0: "SQLite format 3" }],
];

const IMAGE_BRANDS: ReadonlySet<string> = new Set([
  ...["avif", "heic", "heix", "heim", "heis", "mif1", "mif2", "miaf", "crx ", "jxl "],
]);
const SEQUENCE_BRANDS: ReadonlySet<string> = new Set(["avis", "hevc", "hevx", "msf1"]);

/** Kind of an ISO base media file by its major brand (ISO 14496-12, 23008-12). */
function kindOfBrand(brand: string): FileKind {
  if (IMAGE_BRANDS.has(brand)) return "image";
  if (SEQUENCE_BRANDS.has(brand)) return "animation";
  return brand === "M4A " || brand === "M4B " ? "sound" : "video";
}

/** Images that are written as text: PNM, PFM, SVG, XPM, XBM, Radiance. */
const TEXT_IMAGES = /^(?:P[1-7f]\s|PF\s|\s*<svg|\s*<\?xml[^]*<svg|\/\* XPM|#define |#\?RADIANCE)/iu;

/** Control characters except white space; terminal escape sequences are common in logs. */
const UNUSUAL_IN_TEXT = /[^\P{Cc}\s]/u;
const ESCAPE = "\u001B";

function isText(head: Buffer): boolean {
  const start = head.subarray(0, KIND_BYTES);
  if (start.length === 0) return false;
  if (/^(?:\xff\xfe|\xfe\xff)/u.test(start.toString("latin1", 0, 2))) return true;
  try {
    // The last character may be incomplete.
    const text = new TextDecoder("utf-8", { fatal: true }).decode(start, { stream: true });
    return !UNUSUAL_IN_TEXT.test(text.replaceAll(ESCAPE, ""));
  } catch {
    return false;
  }
}
