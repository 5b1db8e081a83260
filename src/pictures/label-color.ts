/**
 * Color of all that is drawn of a label, as `#rrggbb`: the same one in every picture, page and run, and dark enough for
 * white text. Hue and lightness come from the text alone (FNV-1a, 32 bits), in OKLCH, where hues look equally strong.
 */
export function labelColor(label: string): string {
  let hash = 0x811c9dc5;
  for (const unit of new TextEncoder().encode(label)) hash = Math.imul(hash ^ unit, 0x01000193);
  // The last letters reach the high bits only by one more round: "cat" and "car" would look the same.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  const turn = (hash / 2 ** 32) * 2 * Math.PI;
  const lightness = (hash & 0xff) < 0x80 ? 0.43 : 0.52;
  return hexOf(lightness, CHROMA * Math.cos(turn), CHROMA * Math.sin(turn));
}

/** More would leave what screens can show at most hues. */
const CHROMA = 0.15;

/** sRGB of a color in OKLab, by https://bottosson.github.io/posts/oklab/. */
function hexOf(lightness: number, a: number, b: number): string {
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ];
  return `#${linear.map((part) => byteOf(part).toString(16).padStart(2, "0")).join("")}`;
}

/** A linear part of sRGB as a byte, by the transfer function of IEC 61966-2-1. */
function byteOf(linear: number): number {
  const part = Math.min(1, Math.max(0, linear));
  const encoded = part <= 0.0031308 ? 12.92 * part : 1.055 * part ** (1 / 2.4) - 0.055;
  return Math.round(encoded * 255);
}
