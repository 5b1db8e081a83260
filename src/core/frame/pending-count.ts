/** Counts the frames of one source that have landed and have no outcome yet. */
export class PendingFrames {
  #count = 0;
  #hasChanges = false;
  #onLast: () => void = () => {};

  land(): void {
    this.#count += 1;
  }

  /** @param hasChanged true if the frame's file has different content by now. */
  finish(hasChanged: boolean): void {
    this.#count -= 1;
    this.#hasChanges ||= hasChanged;
    if (this.#count === 0) this.#onLast();
  }

  /**
   * Resolves when every frame has its outcome, or at an abort.
   *
   * @returns true if any of them has changed since the last call; `false` after an abort.
   */
  async finishedWithChanges(signal: AbortSignal): Promise<boolean> {
    if (this.#count > 0 && !signal.aborted) await this.#lastOrAbort(signal);
    const haveChanged = this.#hasChanges && !signal.aborted;
    this.#hasChanges = false;
    return haveChanged;
  }

  async #lastOrAbort(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onLast = resolve;
    signal.addEventListener("abort", () => resolve(), { once: true });
    await promise;
  }
}
