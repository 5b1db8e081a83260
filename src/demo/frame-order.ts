/** Passes a value from each frame to the next, in the order of the calls, however the work overlaps. */
export class FrameOrder<Left> {
  #latest: Promise<Left | undefined> = Promise.resolve(undefined);

  /**
   * Appends a frame to the order. `leaves` is its value for the next frame; a frame whose value is
   * undefined, or rejects, is skipped: the next one gets the value before it. Resolves to undefined for the
   * first frame.
   */
  follow(leaves: Promise<Left | undefined>): Promise<Left | undefined> {
    const before = this.#latest;
    this.#latest = leaves.then(
      (left) => left ?? before,
      () => before,
    );
    return before;
  }
}
