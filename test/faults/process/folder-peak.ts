import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** Looks at a flat folder again and again, and remembers the most that it held; one that is not there holds nothing. */
export class FolderPeak implements Disposable {
  /** The most bytes in it at any look. */
  peakBytes = 0;
  /** The largest file in it at any look, in bytes. */
  largestBytes = 0;
  readonly #path: string;
  readonly #timer: NodeJS.Timeout;

  constructor(path: string, everyMs: number) {
    this.#path = path;
    this.#timer = setInterval(() => this.#look(), everyMs);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const sizes = namesIn(this.#path).map((name) => sizeOf(join(this.#path, name)));
    this.peakBytes = Math.max(
      this.peakBytes,
      sizes.reduce((sum, size) => sum + size, 0),
    );
    this.largestBytes = Math.max(this.largestBytes, ...sizes);
  }
}

function namesIn(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
