import type { MediaPacket } from "./matroska-reader.ts";
import {
  clusterHead,
  type Cue,
  cuesOf,
  finalPatches,
  segmentHead,
  type SegmentFacts,
} from "./segment-layout.ts";
import { SegmentWriter } from "./segment-writer.ts";

/** One file of a recording: the packets of a camera as they came, with times that begin at 0. */
export class SegmentFile {
  readonly path: string;
  readonly writer: SegmentWriter;
  readonly #facts: SegmentFacts;
  readonly #baseMs: number;
  readonly #cues: Cue[] = [];
  #clusterMs: number | null = null;
  #lastMs = 0;

  /** @param baseMs time of its packets that becomes 0. */
  constructor(path: string, baseMs: number, facts: SegmentFacts) {
    this.path = path;
    this.#facts = facts;
    this.#baseMs = baseMs;
    this.writer = new SegmentWriter(path);
    this.writer.write(segmentHead(facts));
  }

  /** Time of its last picture or sound. */
  get durationMs(): number {
    return this.#lastMs;
  }

  /** Adds a packet that is not older than its beginning. */
  add({ isVideo, isKey, timeMs, bytes, timeAt }: MediaPacket): void {
    const fileMs = timeMs - this.#baseMs;
    const clusterMs = this.#clusterFor(fileMs, isVideo && isKey);
    const own = Buffer.from(bytes);
    own.writeInt16BE(fileMs - clusterMs, timeAt);
    this.writer.write(own);
    this.#lastMs = Math.max(this.#lastMs, fileMs);
  }

  /** Writes what is left, and the index. */
  finish(): void {
    const cuesAt = this.writer.byteLength;
    this.writer.write(cuesOf(this.#cues, this.#facts));
    const durationMs = this.#lastMs;
    this.writer.end((byteLength) => finalPatches(this.#facts, { cuesAt, byteLength, durationMs }));
  }

  /** Time of the cluster that a packet belongs to; begins one where it must. */
  #clusterFor(fileMs: number, isStart: boolean): number {
    const clusterMs = this.#clusterMs;
    const distanceMs = fileMs - (clusterMs ?? Number.NEGATIVE_INFINITY);
    const isFull = Math.abs(distanceMs) > MAX_CLUSTER_MS;
    if (clusterMs !== null && !isFull && !(isStart && distanceMs >= MIN_CLUSTER_MS))
      return clusterMs;
    if (isStart) this.#cues.push({ timeMs: fileMs, at: this.writer.byteLength });
    this.writer.write(clusterHead(fileMs));
    this.#clusterMs = fileMs;
    return fileMs;
  }
}

/** Times in a cluster have 16 bits. */
const MAX_CLUSTER_MS = 30_000;
/** Where every picture is a keyframe, not each needs a place in the index. */
const MIN_CLUSTER_MS = 500;
