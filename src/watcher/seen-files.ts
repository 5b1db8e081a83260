import type { FileVersion } from "../core/files/file-version.ts";

/**
 * What a file is to the memory: never seen, seen as it is, another file under a known name, or a known
 * file with another content; and the last two where size and time are the same, so that only its bytes
 * can tell.
 */
export type FileChange = "new" | "same" | "replaced" | "rewritten" | "swapped" | "touched";

/**
 * Remembers which files were handed out, and in which version, in 24 bytes a file.
 *
 * A path is kept as a hash of 64 bits: among a million files the odds that any two are taken for one
 * are 1 in 37 million. A map of strings takes ten times the memory.
 */
export class SeenFiles {
  #slots = new Uint32Array(MIN_SLOTS * WORDS);
  #usedCount = 0;
  #liveCount = 0;
  #generation = 1;

  /** Files remembered. */
  get count(): number {
    return this.#liveCount;
  }

  /** @param inode tells a file that was replaced from one that was rewritten in place. */
  compare(path: string, version: FileVersion, inode: number): FileChange {
    const slots = this.#slots;
    const slot = this.#find(hashOf(path));
    if (!isLive(slots[slot + STATE])) return "new";
    slots[slot + STATE] = this.#generation;
    const isSameInode = slots[slot + INODE] === inode >>> 0;
    if (slots[slot + VERSION] !== versionHash(version))
      return isSameInode ? "rewritten" : "replaced";
    const changed = changeHash(version);
    if (changed === UNKNOWN) return "same";
    if (!isSameInode) return "swapped";
    const known = slots[slot + CHANGED];
    return known === UNKNOWN || known === changed ? "same" : "touched";
  }

  /** Has this round come across a file that cannot be compared now. */
  keep(path: string): void {
    const slot = this.#find(hashOf(path));
    if (isLive(this.#slots[slot + STATE])) this.#slots[slot + STATE] = this.#generation;
  }

  has(path: string): boolean {
    return isLive(this.#slots[this.#find(hashOf(path)) + STATE]);
  }

  remember(path: string, version: FileVersion, inode: number): void {
    const hash = hashOf(path);
    let slot = this.#find(hash);
    if (!isLive(this.#slots[slot + STATE])) {
      if ((this.#usedCount + 1) * WORDS > this.#slots.length * MAX_LOAD) {
        this.#rebuild();
        slot = this.#find(hash);
      }
      if (this.#slots[slot + STATE] === EMPTY) this.#usedCount += 1;
      this.#liveCount += 1;
    }
    const { high, low } = hash;
    const content = [versionHash(version), inode >>> 0, changeHash(version)];
    this.#slots.set([high, low, ...content, this.#generation], slot);
  }

  /** To be called for a file that is gone, so that the memory follows the folder and not its history. */
  forget(path: string): void {
    this.#bury(this.#find(hashOf(path)));
  }

  /** Begins a round in which every file that is still there is compared or remembered. */
  beginRound(): void {
    this.#generation = (this.#generation % LAST_GENERATION) + 1;
  }

  /** Forgets the files that nobody came across since `beginRound`. */
  endRound(): void {
    for (let slot = 0; slot < this.#slots.length; slot += WORDS)
      if (this.#slots[slot + STATE] !== this.#generation) this.#bury(slot);
  }

  #bury(slot: number): void {
    if (!isLive(this.#slots[slot + STATE])) return;
    this.#slots[slot + STATE] = GONE;
    this.#liveCount -= 1;
  }

  /** The slot of a file, or the free slot where it would go (open addressing, linear probing). */
  #find({ high, low }: Hash): number {
    const slots = this.#slots;
    let slot = (low * WORDS) % slots.length;
    while (slots[slot + STATE] !== EMPTY) {
      if (slots[slot] === high && slots[slot + 1] === low) return slot;
      slot = (slot + WORDS) % slots.length;
    }
    return slot;
  }

  #rebuild(): void {
    const former = this.#slots;
    const count = Math.max(MIN_SLOTS, 2 ** Math.ceil(Math.log2(this.#liveCount * 2 + 1)));
    this.#slots = new Uint32Array(count * WORDS);
    this.#usedCount = this.#liveCount;
    for (let slot = 0; slot < former.length; slot += WORDS) {
      if (!isLive(former[slot + STATE])) continue;
      const hash = { high: former[slot] ?? 0, low: former[slot + 1] ?? 0 };
      this.#slots.set(former.subarray(slot, slot + WORDS), this.#find(hash));
    }
  }
}

interface Hash {
  readonly high: number;
  readonly low: number;
}

/** A slot: two words of the path's hash, one of the version's, the inode, the change time's, the state. */
const WORDS = 6;
const VERSION = 2;
const INODE = 3;
const CHANGED = 4;
const STATE = 5;

/** Of a change time that nobody asked for. */
const UNKNOWN = 0;

/** States: never used, used by a file that is gone, or the round in which a file was last seen. */
const EMPTY = 0;
const GONE = 0xffff_ffff;
const LAST_GENERATION = 0xffff;

const MIN_SLOTS = 1024;
const MAX_LOAD = 0.7;

function isLive(state: number | undefined): boolean {
  return state !== EMPTY && state !== GONE;
}

/** Two lanes of multiply and xor with different constants, mixed at the end as in MurmurHash3. */
function hashOf(path: string): Hash {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < path.length; index += 1) {
    const unit = path.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x9e3779b1);
    low = Math.imul(low ^ unit, 0x5f356495);
  }
  const mixedHigh = mix(high) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  const mixedLow = mix(low) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  return { high: mixedHigh >>> 0, low: mixedLow >>> 0 };
}

function mix(lane: number): number {
  const once = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b);
  return once ^ (once >>> 15);
}

function versionHash({ byteLength, modifiedAtMs }: FileVersion): number {
  return (mix(byteLength | 0) ^ timeHash(modifiedAtMs)) >>> 0;
}

function changeHash({ stamp }: FileVersion): number {
  return stamp === undefined ? UNKNOWN : timeHash(stamp.changedAtMs) >>> 0 || 1;
}

function timeHash(timeMs: number): number {
  const micros = Math.round(timeMs * 1000);
  return mix(micros | 0) ^ mix((micros / 2 ** 32) | 0);
}
