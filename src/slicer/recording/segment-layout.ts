import {
  element,
  floatElement,
  headOf,
  ID,
  idBytes,
  sizeBytes,
  textElement,
  uintElement,
  voidElement,
} from "./ebml.ts";
import type { MediaHeader } from "./matroska-reader.ts";

/** What a file of a recording is made of, besides its packets. */
export interface SegmentFacts {
  readonly header: MediaHeader;
  /** Name of the camera, without secrets. */
  readonly source: string;
  /** Time of its beginning, in milliseconds since 1970. */
  readonly startedAtMs: number;
}

/** Bytes that replace others when a file has come to its end. */
export interface Patch {
  readonly at: number;
  readonly bytes: Buffer;
}

/** A place that players may jump to. */
export interface Cue {
  readonly timeMs: number;
  /** Position of its cluster, behind the beginning of the file. */
  readonly at: number;
}

/**
 * Beginning of a file. Its length and the way to its index are not known yet: it holds their places free, and can be
 * played without them, so that a file that was cut off loses nothing else.
 */
export function segmentHead({ header, source, startedAtMs }: SegmentFacts): Buffer {
  const date = BigInt(Math.round(startedAtMs - MATROSKA_EPOCH_MS)) * 1_000_000n;
  const info = element(
    ID.info,
    voidElement(DURATION_BYTES),
    uintElement(ID.timestampScale, NANOSECONDS_PER_TICK),
    uintElement(ID.date, date),
    ...markOf(source),
  );
  return Buffer.concat([
    header.ebml,
    headOf(ID.segment, null),
    voidElement(SEEK_HEAD_BYTES),
    info,
    header.tracks,
  ]);
}

/** True for the beginning of a file that frameferry has recorded of this source. */
export function isRecordingOf(source: string, beginning: Buffer): boolean {
  return markOf(source).every((mark) => beginning.includes(mark));
}

/** Enough of a file to find out who has recorded what. */
export const MARKED_BYTES = 8192;

function markOf(source: string): readonly Buffer[] {
  return [
    textElement(ID.muxingApp, "frameferry"),
    textElement(ID.writingApp, "frameferry"),
    textElement(ID.title, source),
  ];
}

/** Beginning of a cluster, whose length is left open. */
export function clusterHead(timeMs: number): Buffer {
  return Buffer.concat([headOf(ID.cluster, null), uintElement(ID.timestamp, timeMs)]);
}

/** Index of a file. */
export function cuesOf(cues: readonly Cue[], { header }: SegmentFacts): Buffer {
  const segmentAt = segmentBodyAt(header);
  const points = cues.map(({ timeMs, at }) =>
    element(
      ID.cuePoint,
      uintElement(ID.cueTime, timeMs),
      element(
        ID.cueTrackPositions,
        uintElement(ID.cueTrack, header.videoTrack),
        uintElement(ID.cueClusterPosition, at - segmentAt),
      ),
    ),
  );
  return element(ID.cues, ...points);
}

/** What is filled in at the end of a file. @param cuesAt place of its index. */
export function finalPatches(
  { header }: SegmentFacts,
  { cuesAt, byteLength, durationMs }: FinishedSegment,
): readonly Patch[] {
  const segmentAt = segmentBodyAt(header);
  const infoBodyAt = segmentAt + SEEK_HEAD_BYTES + headOf(ID.info, 0).length;
  return [
    { at: infoBodyAt, bytes: floatElement(ID.duration, durationMs) },
    { at: segmentAt, bytes: seekHead(cuesAt - segmentAt) },
    { at: segmentAt - 8, bytes: sizeBytes(byteLength - segmentAt) },
  ];
}

export interface FinishedSegment {
  readonly cuesAt: number;
  readonly byteLength: number;
  readonly durationMs: number;
}

/** Positions in a file count from here. */
function segmentBodyAt({ ebml }: MediaHeader): number {
  return ebml.length + headOf(ID.segment, null).length;
}

function seekHead(cuesPosition: number): Buffer {
  const seekId = element(ID.seekId, idBytes(ID.cues));
  return element(ID.seekHead, element(ID.seek, seekId, uintElement(ID.seekPosition, cuesPosition)));
}

const SEEK_HEAD_BYTES = seekHead(0).length;
const DURATION_BYTES = floatElement(ID.duration, 0).length;
const NANOSECONDS_PER_TICK = 1_000_000;
/** Matroska counts nanoseconds since 2001 (RFC 9559, 4.3). */
const MATROSKA_EPOCH_MS = Date.UTC(2001, 0, 1);
