/** Tasks that more may join for as long as one of them lasts. */
export class OpenTasks {
  readonly #tasks: Promise<void>[] = [];
  #isEnded = false;

  /** Starts one more; `null`, and it is not started, if all have ended. @param start begins a task that does not reject. */
  add(start: () => Promise<void>): Promise<void> | null {
    if (this.#isEnded) return null;
    const task = start();
    this.#tasks.push(task);
    return task;
  }

  /** Resolves when all have ended, those that joined meanwhile, too; from then on none can join. */
  async ended(): Promise<void> {
    while (this.#tasks.length > 0) await this.#tasks.pop();
    this.#isEnded = true;
  }
}
