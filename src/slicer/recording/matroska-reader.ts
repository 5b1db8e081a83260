import { childrenOf, headAt, ID, uintIn, vintAt, vintLength } from "./ebml.ts";

/** What a stream of Matroska begins with, and each file of a recording as well. */
export interface MediaHeader {
  /** Element that says what kind of file it is. */
  readonly ebml: Buffer;
  /** Element with the codecs. */
  readonly tracks: Buffer;
  /** Number of the track with the picture. */
  readonly videoTrack: number;
}

/** One packet of a codec. */
export interface MediaPacket {
  readonly isVideo: boolean;
  /** True for a keyframe, with which a file may begin. */
  readonly isKey: boolean;
  /** Presentation time in milliseconds. */
  readonly timeMs: number;
  /** The element with it, as it came. */
  readonly bytes: Buffer;
  /** Position in `bytes` of its time, 16 bits that count from the time of its cluster. */
  readonly timeAt: number;
}

/** Receives the parts of a stream. */
export interface MediaObserver {
  readonly onHeader: (header: MediaHeader) => void;
  readonly onPacket: (packet: MediaPacket) => void;
}

/** Reads Matroska as ffmpeg writes it into a pipe, as it comes. */
export class MatroskaReader {
  readonly #observer: MediaObserver;
  #chunks: Buffer[] = [];
  #byteLength = 0;
  #neededBytes = 1;
  #clusterMs = 0;
  #ebml: Buffer | null = null;
  #header: MediaHeader | null = null;

  constructor(observer: MediaObserver) {
    this.#observer = observer;
  }

  /** @throws RangeError for what is no Matroska. */
  read(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#byteLength += chunk.length;
    if (this.#byteLength < this.#neededBytes) return;
    const bytes = Buffer.concat(this.#chunks);
    const at = this.#readElements(bytes);
    const rest = bytes.subarray(at);
    this.#chunks = [rest];
    this.#byteLength = rest.length;
  }

  /** @returns the place of the first element that is not whole. */
  #readElements(bytes: Buffer): number {
    let at = 0;
    for (;;) {
      const head = at < bytes.length ? headAt(bytes, at) : null;
      this.#neededBytes = bytes.length - at + 1;
      if (head === null) return at;
      const { id, headLength, byteLength } = head;
      if (id === ID.segment || id === ID.cluster) {
        at += headLength;
        continue;
      }
      if (byteLength === null || byteLength > MAX_ELEMENT_BYTES)
        throw new RangeError("what ffmpeg sent for the recording has an element without an end");
      this.#neededBytes = headLength + byteLength;
      if (at + this.#neededBytes > bytes.length) return at;
      this.#readElement(id, bytes.subarray(at, at + this.#neededBytes), headLength);
      at += this.#neededBytes;
    }
  }

  #readElement(id: number, bytes: Buffer, headLength: number): void {
    const body = bytes.subarray(headLength);
    if (id === ID.ebml) this.#ebml = bytes;
    else if (id === ID.tracks) this.#readTracks(bytes, body);
    else if (id === ID.timestamp) this.#clusterMs = uintIn(body);
    else if (id === ID.simpleBlock) this.#readBlock(bytes, headLength, null);
    else if (id === ID.blockGroup) {
      const children = [...childrenOf(body)];
      const block = children.find((child) => child.id === ID.block);
      const isKey = children.every((child) => child.id !== ID.referenceBlock);
      if (block !== undefined) this.#readBlock(bytes, headLength + block.at, isKey);
    }
  }

  #readTracks(tracks: Buffer, body: Buffer): void {
    const videoTrack = videoTrackIn(body);
    if (this.#ebml === null || videoTrack === null)
      throw new RangeError("what ffmpeg sent for the recording has no picture");
    this.#header = { ebml: this.#ebml, tracks, videoTrack };
    this.#observer.onHeader(this.#header);
  }

  /** @param isKey `null` where its own flags say it. */
  #readBlock(bytes: Buffer, at: number, isKey: boolean | null): void {
    const timeAt = at + vintLength(bytes[at] ?? 0);
    const flags = bytes[timeAt + 2] ?? 0;
    this.#observer.onPacket({
      isVideo: vintAt(bytes, at) === this.#header?.videoTrack,
      isKey: isKey ?? (flags & KEYFRAME) !== 0,
      timeMs: this.#clusterMs + bytes.readInt16BE(timeAt),
      bytes,
      timeAt,
    });
  }
}

const KEYFRAME = 0x80;
/** A keyframe of an 8K camera has a few MiB. */
const MAX_ELEMENT_BYTES = 256 * 1024 * 1024;

function videoTrackIn(tracks: Buffer): number | null {
  for (const { id, body } of childrenOf(tracks)) {
    if (id !== ID.trackEntry) continue;
    const numbers = new Map([...childrenOf(body)].map((child) => [child.id, child.body]));
    const type = numbers.get(ID.trackType);
    const track = numbers.get(ID.trackNumber);
    if (type !== undefined && uintIn(type) === VIDEO && track !== undefined) return uintIn(track);
  }
  return null;
}

const VIDEO = 1;
