import type { NamedFrame } from "./export-frame.ts";

/** Names of the columns that all versions have; the first four are those of a results line. */
export const CSV_BEGINNING = "source,frame,index,ptsSeconds,label,confidence,x,y,width,height";
const HEADER = `${CSV_BEGINNING},recordingFile,recordingOffsetSeconds\r\n`;

/** A row for each detection (RFC 4180), with an empty cell for what is unknown. */
export function* csv(frames: Iterable<NamedFrame>): Iterable<string> {
  yield HEADER;
  for (const { source, frame, index, ptsSeconds, findings, recording } of frames) {
    const { file = null, offsetSeconds = null } = recording ?? {};
    for (const { label, confidence, box } of findings) {
      const { x = null, y = null, width = null, height = null } = box ?? {};
      const found = [label, confidence, x, y, width, height];
      const cells = [source, frame, index, ptsSeconds, ...found, file, offsetSeconds];
      yield `${cells.map(cell).join(",")}\r\n`;
    }
  }
}

function cell(value: string | number | null): string {
  const text = value === null ? "" : String(value);
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
