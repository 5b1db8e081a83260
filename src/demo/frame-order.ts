/** Hands every frame what the frame before it left, in the order of the calls, however the work overlaps. */
export class FrameOrder<Left> {
  #latest: Promise<Left | undefined> = Promise.resolve(undefined);

  /**
   * Takes the next place in the order. `leaves` is what this frame will leave to the next; a frame that
   * leaves undefined, or rejects, has no place: the next one sees what was there before.
   * Resolves to undefined for the first frame.
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
