import type { ByteWindow } from "./byte-window.ts";
import { type Completeness, WHOLE, growing } from "./completeness.ts";
import type { ImageFormat } from "./image-format.ts";
import { EOI, SOF0, SOF1, SOI, SOS, nextMarker } from "./jpeg-markers.ts";

/**
 * JPEG, by ITU-T T.81 annex B: segments from SOI to the EOI that stands outside of every segment.
 *
 * So the EOI of a thumbnail inside APP1 is passed over, and what cameras write behind the end (a
 * second picture, a maker's trailer, padding) does no harm. Zeros that nobody has filled yet hold no
 * marker, hence no end.
 */
export const jpeg: ImageFormat = {
  name: "JPEG",
  recognises: (head) => head[0] === 0xff && head[1] === SOI,
  examine: walkSegments,
};

function walkSegments(file: ByteWindow): Completeness {
  let componentsInFrame = 0;
  let offset = 2;
  for (;;) {
    const at = nextMarker(file, offset);
    const code = file.byteAt(at);
    if (at < 0) return growing("the JPEG has no end mark yet");
    if (code === EOI) return WHOLE;
    offset = at + 1 + (code === SOI ? 0 : lengthOfSegment(file, at));
    if (offset > file.byteLength) return growing("the JPEG ends inside a segment");
    if (code === SOF0 || code === SOF1) componentsInFrame = componentsOf(file, at);
    if (code === SOS && file.byteAt(at + 3) === componentsInFrame && endsWithEoi(file, offset))
      return WHOLE;
  }
}

/** Including the two bytes of the length itself; past the end of the file when it is not there. */
function lengthOfSegment(file: ByteWindow, at: number): number {
  const length = file.byteAt(at + 1) * 256 + file.byteAt(at + 2);
  return length >= 2 && at + 2 < file.byteLength ? length : Number.POSITIVE_INFINITY;
}

/** Components of a sequential frame (T.81 B.2.2); none when a DNL segment will tell its height. */
function componentsOf(file: ByteWindow, at: number): number {
  const height = file.byteAt(at + 4) * 256 + file.byteAt(at + 5);
  return height === 0 ? 0 : file.byteAt(at + 8);
}

/**
 * The short way for what most writers make, a sequential JPEG whose one scan holds all components:
 * behind its header stands only coded data, in which 0xff 0xd9 can be nothing but the end (T.81
 * B.2.1), so the last two bytes tell: 1.5 µs a file, against 22 for the walk through 130 KB.
 */
function endsWithEoi(file: ByteWindow, startOfScan: number): boolean {
  const last = file.byteLength - 2;
  return last >= startOfScan && file.byteAt(last) === 0xff && file.byteAt(last + 1) === EOI;
}
