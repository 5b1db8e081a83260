/** One segment of a JPEG: marker, length, data. */
export function segment(code: number, data: Buffer): Buffer {
  const head = Buffer.from([0xff, code, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}

/** The image with a segment put in right behind its SOI. */
export function withSegment(jpeg: Buffer, code: number, data: Buffer): Buffer {
  return Buffer.concat([jpeg.subarray(0, 2), segment(code, data), jpeg.subarray(2)]);
}

/** The image with a small JPEG of its own in its Exif data, as cameras write it. */
export function withThumbnail(jpeg: Buffer, thumbnail: Buffer): Buffer {
  // A directory without entries, and the next one with the tags 513 and 514.
  const exif = Buffer.from("Exif\0\0MM\0*\0\0\0\b\0\0\0\0\0\x0e\0\x02", "latin1");
  const entries = Buffer.alloc(28);
  const start = 8 + 6 + 2 + entries.length;
  entries.writeUInt32BE(0x0201_0004, 0);
  entries.writeUInt32BE(1, 4);
  entries.writeUInt32BE(start, 8);
  entries.writeUInt32BE(0x0202_0004, 12);
  entries.writeUInt32BE(1, 16);
  entries.writeUInt32BE(thumbnail.length, 20);
  return withSegment(jpeg, 0xe1, Buffer.concat([exif, entries, thumbnail]));
}

/** Two pictures in one file by the Multi-Picture Format (CIPA DC-007). */
export function twoPictures(first: Buffer, second: Buffer): Buffer {
  const index = Buffer.alloc(4 + 8 + 2 + 2 * 12 + 4 + 2 * 16);
  index.write("MPF\0II*\0\b\0\0\0\x02\0", "latin1");
  // The count of pictures, and the list of them.
  index.writeUInt32LE(0x0004_b001, 14);
  index.writeUInt32LE(1, 18);
  index.writeUInt32LE(2, 22);
  index.writeUInt32LE(0x0007_b002, 26);
  index.writeUInt32LE(32, 30);
  index.writeUInt32LE(38, 34);
  const firstBytes = first.length + index.length + 4;
  index.writeUInt32LE(firstBytes, 4 + 38 + 4);
  index.writeUInt32LE(second.length, 4 + 54 + 4);
  // From the byte order mark, which stands ten bytes behind the start of the file.
  index.writeUInt32LE(firstBytes - 10, 4 + 54 + 8);
  return Buffer.concat([withSegment(first, 0xe2, index), second]);
}

/** Coded data without markers: any bytes, a zero stuffed behind each 0xff, restarts now and then. */
export function codedData(byteLength: number, withRestarts = false): Buffer {
  const bytes: number[] = [];
  for (let at = 0; bytes.length < byteLength; at += 1) {
    const byte = (at * at * 31 + at * 7) % 256;
    bytes.push(byte);
    if (byte === 0xff) bytes.push(0);
    if (withRestarts && at % 100 === 99) bytes.push(0xff, 0xd0 + (((at - 99) / 100) % 8));
  }
  return Buffer.from(bytes);
}

const SOI = Buffer.from([0xff, 0xd8]);
const EOI = Buffer.from([0xff, 0xd9]);

/** A JPEG of the given kind of frame (such as 0xc9), by structure only: its data mean nothing. */
export function structuralJpeg(frameCode: number, scans: readonly Buffer[]): Buffer {
  const components = Buffer.from([3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0]);
  const frame = Buffer.concat([Buffer.from([8, 0, 120, 0, 160]), components]);
  const scanHead = segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0]));
  const parts = scans.flatMap((data) => [scanHead, data]);
  return Buffer.concat([SOI, segment(frameCode, frame), ...parts, EOI]);
}
