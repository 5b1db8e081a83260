import type { RunEvent } from "./run-event.ts";

/**
 * Event stream of a run for one reader. Events are discarded while nobody reads.
 *
 * At most `MAX_WAITING` events wait for a slow reader: beyond that, events about single steps are dropped,
 * while results and warnings are kept, and `ready` holds the run back.
 */
export class EventStream {
  #waiting: RunEvent[] = [];
  #isOpen = false;
  #isEnded = false;
  #wakeReader: () => void = () => {};
  readonly #wakeWriters: (() => void)[] = [];

  readonly emit = (event: RunEvent): void => {
    if (!this.#isOpen) return;
    const isFull = this.#waiting.length >= MAX_WAITING;
    if (isFull && STEPS.has(event.type)) return;
    this.#waiting.push(event);
    this.#wakeReader();
  };

  /** Resolves once the reader has caught up. */
  readonly ready = async (): Promise<void> => {
    while (this.#isOpen && this.#waiting.length >= MAX_WAITING) {
      await new Promise<void>((resolve) => this.#wakeWriters.push(resolve));
    }
  };

  /** Announces that no further event will come. */
  readonly end = (): void => {
    this.#isEnded = true;
    this.#wakeReader();
  };

  /** Starts to keep events and yields them until the end. */
  open(): AsyncGenerator<RunEvent, void, void> {
    this.#isOpen = true;
    const events = this.#read();
    const leave = events.return.bind(events);
    // A generator that is left before its first step never runs its own cleanup.
    events.return = async (value) => {
      this.#close();
      return await leave(value);
    };
    return events;
  }

  async *#read(): AsyncGenerator<RunEvent, void, void> {
    try {
      while (true) {
        const events = this.#waiting;
        this.#waiting = [];
        for (const wake of this.#wakeWriters.splice(0)) wake();
        yield* events;
        if (this.#waiting.length > 0) continue;
        if (this.#isEnded) return;
        await new Promise<void>((resolve) => (this.#wakeReader = resolve));
      }
    } finally {
      this.#close();
    }
  }

  #close(): void {
    this.#isOpen = false;
    for (const wake of this.#wakeWriters.splice(0)) wake();
  }
}

const MAX_WAITING = 1024;

/** Events about single steps of frames, of which there may be any number. */
const STEPS: ReadonlySet<RunEvent["type"]> = new Set([
  "frameSliced",
  "frameLanded",
  "requestStarted",
  "requestEnded",
]);
