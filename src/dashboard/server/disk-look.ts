/** Looks at the free space of a disk now and then, one look at a time: a network disk may take long to answer. */
export class DiskLook {
  readonly #read: () => Promise<number | null>;
  #isLooking = false;
  #lookedAtMs = Number.NEGATIVE_INFINITY;

  constructor(read: () => Promise<number | null>) {
    this.#read = read;
  }

  /** @param report gets the free space, in bytes, if it was time to look. */
  look(report: (freeBytes: number | null) => void): void {
    if (this.#isLooking || performance.now() - this.#lookedAtMs < PAUSE_MS) return;
    this.#isLooking = true;
    this.#lookedAtMs = performance.now();
    void this.#read()
      .then(report)
      .finally(() => (this.#isLooking = false));
  }
}

const PAUSE_MS = 5000;
