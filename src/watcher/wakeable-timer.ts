/** A pause that can be cut short; a wake-up in no pause at all has no effect. */
export class WakeableTimer {
  #end: (() => void) | null = null;

  /** Resolves after `pauseMs`, or at the next `wake`. */
  async wait(pauseMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pauseMs);
      this.#end = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#end = null;
  }

  wake(): void {
    this.#end?.();
  }
}
