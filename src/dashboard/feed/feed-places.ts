/** How far a page has come in the feed of this process, as the id of a message. */
export class FeedPlaces {
  readonly #process: string;

  /** @param processId that no other process has. */
  constructor(processId: string) {
    this.#process = processId;
  }

  /** @param step the first one that the page has not got then. */
  idOf(step: number): string {
    return `${this.#process}-${step}`;
  }

  /** First step that a page has not got; `null` for the id of another process, or none. */
  stepOf(id: unknown): number | null {
    const [, process, step] = /^([\da-f]+)-(\d{1,15})$/u.exec(String(id)) ?? [];
    return process === this.#process ? Number(step) : null;
  }
}
