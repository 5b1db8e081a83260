/** What tells one content of a file from another, without reading it. */
export interface FileVersion {
  readonly byteLength: number;
  /** Modification time, in milliseconds since 1970, with its fraction. */
  readonly modifiedAtMs: number;
}

/**
 * Remembers which files were seen, and in which version, in 16 bytes a file.
 *
 * A path is kept as a hash of 64 bits: among a million files the odds that any two are taken for one
 * are 1 in 37 million. A set of strings would take 100 MB for as many.
 */
export class SeenFiles {
  #slots = new Uint32Array(FEWEST_SLOTS * WORDS);
  #usedCount = 0;
  #liveCount = 0;

  /** Files remembered. */
  get count(): number {
    return this.#liveCount;
  }

  /** Whether a file was seen, and if so, whether it has changed since. */
  compare(path: string, version: FileVersion): "new" | "same" | "changed" {
    const slot = this.#find(hashOf(path));
    if (this.#slots[slot + STATE] !== LIVE) return "new";
    return this.#slots[slot + VERSION] === versionHash(version) ? "same" : "changed";
  }

  has(path: string): boolean {
    return this.#slots[this.#find(hashOf(path)) + STATE] === LIVE;
  }

  remember(path: string, version: FileVersion): void {
    const hash = hashOf(path);
    let slot = this.#find(hash);
    if (this.#slots[slot + STATE] !== LIVE) {
      if ((this.#usedCount + 1) * WORDS > this.#slots.length * GREATEST_LOAD) {
        this.#rebuild();
        slot = this.#find(hash);
      }
      if (this.#slots[slot + STATE] === EMPTY) this.#usedCount += 1;
      this.#liveCount += 1;
    }
    this.#slots.set([hash.high, hash.low, versionHash(version), LIVE], slot);
  }

  /** To be called for a file that is gone, so that the memory follows the folder and not its history. */
  forget(path: string): void {
    const slot = this.#find(hashOf(path));
    if (this.#slots[slot + STATE] !== LIVE) return;
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
    const count = Math.max(FEWEST_SLOTS, 2 ** Math.ceil(Math.log2(this.#liveCount * 2 + 1)));
    this.#slots = new Uint32Array(count * WORDS);
    this.#usedCount = this.#liveCount;
    for (let slot = 0; slot < former.length; slot += WORDS) {
      if (former[slot + STATE] !== LIVE) continue;
      const hash = { high: former[slot] ?? 0, low: former[slot + 1] ?? 0 };
      this.#slots.set(former.subarray(slot, slot + WORDS), this.#find(hash));
    }
  }
}

interface Hash {
  readonly high: number;
  readonly low: number;
}

const WORDS = 4;
const VERSION = 2;
const STATE = 3;
const EMPTY = 0;
const LIVE = 1;
const GONE = 2;
const FEWEST_SLOTS = 1024;
const GREATEST_LOAD = 0.7;

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
  const micros = Math.round((modifiedAtMs % 1e9) * 1000);
  return (mix(byteLength | 0) ^ mix(micros | 0) ^ mix((micros / 2 ** 32) | 0)) >>> 0;
}
