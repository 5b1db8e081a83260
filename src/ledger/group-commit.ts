import type { GuardedDatabase } from "./guarded-database.ts";

/**
 * Commits writes in groups: one wait for the disk serves many frames.
 *
 * A write is visible to this connection at once, and lasts when its promise has resolved.
 */
export class GroupCommit {
  readonly #database: GuardedDatabase;
  #group: Group | undefined;
  /** How long a commit takes, in milliseconds: a moving average, because a single one may be odd. */
  #commitMs = 0;
  #lastEndedMs = 0;

  constructor(database: GuardedDatabase) {
    this.#database = database;
  }

  /**
   * Adds a write to the open group.
   *
   * @returns a promise that resolves after the commit, and rejects if there was none.
   */
  write(statement: () => void): Promise<void> {
    const group = (this.#group ??= this.#begin());
    try {
      if (group.size === 0) this.#database.execute("BEGIN IMMEDIATE");
      this.#database.run(statement);
      group.size += 1;
      if (group.size >= MOST_WRITES) void this.flush();
    } catch (failure) {
      this.#end()?.committed.reject(failure);
    }
    return group.committed.promise;
  }

  /** Commits what is open. @returns the promise of that group. */
  flush(): Promise<void> {
    const group = this.#end();
    if (group === undefined) return Promise.resolve();
    const startedMs = performance.now();
    try {
      this.#database.execute("COMMIT");
      this.#commitMs += (performance.now() - startedMs - this.#commitMs) / 4;
      this.#lastEndedMs = performance.now();
      group.committed.resolve();
    } catch (failure) {
      group.committed.reject(failure);
    }
    return group.committed.promise;
  }

  #begin(): Group {
    const committed = Promise.withResolvers<void>();
    // Nobody need wait for a write; the next call of the database tells its failure again.
    committed.promise.catch(() => {});
    const timer = setTimeout(() => void this.flush(), this.#delayMs());
    return { committed, timer, size: 0 };
  }

  #delayMs(): number {
    return groupDelayMs(this.#commitMs, performance.now() - this.#lastEndedMs);
  }

  #end(): Group | undefined {
    const group = this.#group;
    this.#group = undefined;
    clearTimeout(group?.timer);
    return group;
  }
}

interface Group {
  readonly committed: PromiseWithResolvers<void>;
  readonly timer: NodeJS.Timeout;
  size: number;
}

/** Writes in a group, at most. */
const MOST_WRITES = 500;

/**
 * How long a group stays open that does not fill up, in milliseconds: at most 500, and not at all
 * where the last commit is long ago. A commit blocks the program while it waits for the disk; twenty
 * times its length between two of them keep that at a twentieth of the time. A longer pause would
 * only make more frames be sent again after a crash.
 *
 * @param commitMs how long a commit takes.
 * @param sinceLastMs time since the last commit.
 */
export function groupDelayMs(commitMs: number, sinceLastMs: number): number {
  return Math.min(500, Math.max(0, 20 * commitMs - sinceLastMs));
}
