/** Size of a picture. */
export interface PixelSize {
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
}

/** Width and height according to the header; `null` for anything but JPEG, PNG and WebP. */
export function imageSizeOf(image: Buffer): PixelSize | null {
  const signature = image.toString("latin1", 0, 16);
  if (signature.startsWith("\xff\xd8")) return jpegSize(image);
  if (signature.startsWith("\x89PNG") && image.length >= 24)
    return { width: image.readUInt32BE(16), height: image.readUInt32BE(20) };
  return /^RIFF[^]{4}WEBPVP8/u.test(signature) && image.length >= 30 ? webpSize(image) : null;
}

/** Walks the segments up to the frame header, SOF0 to SOF15 without DHT, JPG and DAC (T.81, B.2.2). */
function jpegSize(image: Buffer): PixelSize | null {
  let at = 2;
  while (at + 9 <= image.length && image[at] === 0xff) {
    const marker = image[at + 1] ?? 0;
    if (marker === 0xff) at += 1;
    else if (marker >= 0xc0 && marker <= 0xcf && !NOT_FRAME_HEADERS.has(marker))
      return { width: image.readUInt16BE(at + 7), height: image.readUInt16BE(at + 5) };
    else at += 2 + image.readUInt16BE(at + 2);
  }
  return null;
}

const NOT_FRAME_HEADERS: ReadonlySet<number> = new Set([0xc4, 0xc8, 0xcc]);

/** The three kinds of WebP: lossy (RFC 6386, 9.1), lossless and extended (RFC 9649, 2.7 and 3.4). */
function webpSize(image: Buffer): PixelSize | null {
  switch (image[15]) {
    case 0x20:
      return { width: image.readUInt16LE(26) & 0x3fff, height: image.readUInt16LE(28) & 0x3fff };
    case 0x4c: {
      const bits = image.readUInt32LE(21);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 0x58:
      return { width: image.readUIntLE(24, 3) + 1, height: image.readUIntLE(27, 3) + 1 };
    default:
      return null;
  }
}
