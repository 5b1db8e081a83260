import type { GuardedDatabase } from "./guarded-database.ts";
import { LogSync } from "./log-sync.ts";

/**
 * Commits writes in groups, and flushes commits in groups: one wait for the disk serves many frames.
 *
 * A write is visible to this connection at once. It survives this process, even a killed one, when it is
 * committed, a few milliseconds later; it also survives a power failure when its promise has resolved.
 */
export class GroupCommit {
  readonly #database: GuardedDatabase;
  readonly #log: LogSync;
  readonly #check: () => Promise<void>;
  /** Gets the time from the begin of a commit until it is safe, in seconds. @default `null`, nothing is measured */
  onCommitted: ((seconds: number) => void) | null = null;
  #group: Group | undefined;
  #lastCommitMs = 0;
  /** True while something is committed that no flush has been asked for. */
  #isUnflushed = false;

  /**
   * @param database in WAL mode, which has been written to and does not flush its commits itself.
   * @param check resolves if the flushed files are still in their place; called once per group.
   */
  constructor(database: GuardedDatabase, check: () => Promise<void> = async () => {}) {
    this.#database = database;
    this.#check = check;
    this.#log = new LogSync(database.path);
  }

  /**
   * Adds a write to the open group.
   *
   * @returns a promise that resolves when it is safe on the disk, and rejects if it is not.
   */
  write(statement: () => void): Promise<void> {
    return this.#add(statement, true);
  }

  /**
   * Adds a write that asks for no flush of its own: it is safe from a power failure with the next flush. Flushes have
   * pauses between them, and one for what can wait would have others wait for the next.
   *
   * @returns a promise that resolves when it is committed at the latest, and rejects if it is not.
   */
  writeLazily(statement: () => void): Promise<void> {
    return this.#add(statement, false);
  }

  #add(statement: () => void, needsFlush: boolean): Promise<void> {
    const group = (this.#group ??= this.#begin());
    group.needsFlush ||= needsFlush;
    try {
      if (group.size === 0) this.#database.execute("BEGIN IMMEDIATE");
      this.#database.run(statement);
      group.size += 1;
      if (group.size >= MAX_WRITES) void this.flush();
    } catch (failure) {
      this.#end()?.safe.reject(failure);
    }
    return group.safe.promise;
  }

  /** Commits the open group, and flushes without pauses from now on: the end of the run is near. */
  flushNow(): void {
    void this.flush();
    this.#log.flushNow();
  }

  /** Commits the open group. @returns the promise of that group. */
  flush(): Promise<void> {
    const group = this.#end();
    if (group === undefined) return Promise.resolve();
    const { onCommitted } = this;
    const startedMs = onCommitted === null ? 0 : performance.now();
    try {
      this.#database.execute("COMMIT");
      this.#lastCommitMs = performance.now();
      this.#isUnflushed = !group.needsFlush;
      if (!group.needsFlush) {
        group.safe.resolve();
        return group.safe.promise;
      }
      const safe = this.#log.sync().then(this.#check);
      if (onCommitted !== null) measure(safe, startedMs, onCommitted);
      safe.then(group.safe.resolve, (cause: unknown) => {
        group.safe.reject(this.#database.fail(cause as Error));
      });
    } catch (failure) {
      group.safe.reject(failure);
    }
    return group.safe.promise;
  }

  /** Ends all work on the log. @throws FrameferryError if the open group could not be flushed. */
  async close(): Promise<void> {
    try {
      this.#log.flushNow();
      await this.flush();
      if (this.#isUnflushed) await this.#log.sync();
    } finally {
      await this.#log.close();
    }
  }

  #begin(): Group {
    const safe = Promise.withResolvers<void>();
    // Callers may ignore the promise; the next call of the database reports the failure again.
    safe.promise.catch(() => {});
    const flush = (): void => void this.flush();
    const delayMs = groupDelayMs(performance.now() - this.#lastCommitMs);
    // A timer of no time would have the loop sleep for a millisecond, and wake for it.
    if (delayMs > 0) {
      const timer = setTimeout(flush, delayMs);
      return { safe, cancel: () => clearTimeout(timer), size: 0, needsFlush: false };
    }
    const immediate = setImmediate(flush);
    return { safe, cancel: () => clearImmediate(immediate), size: 0, needsFlush: false };
  }

  #end(): Group | undefined {
    const group = this.#group;
    this.#group = undefined;
    group?.cancel();
    return group;
  }
}

/** Measures what succeeds; a failure is reported to those whose records it holds. */
function measure(safe: Promise<void>, startedMs: number, report: (seconds: number) => void): void {
  safe.then(
    () => report((performance.now() - startedMs) / 1000),
    () => {},
  );
}

interface Group {
  readonly safe: PromiseWithResolvers<void>;
  /** Stops the flush that is due. */
  readonly cancel: () => void;
  size: number;
  /** False if all of it can wait for a later flush. */
  needsFlush: boolean;
}

/** Maximum number of writes in a group. */
const MAX_WRITES = 500;

/**
 * Time for which a group that does not fill up stays open, in milliseconds: at most 10, and 0 if the last
 * commit is long ago. A killed program sends again what was not committed; a commit takes a tenth of a
 * millisecond.
 *
 * @param sinceLastMs time since the last commit.
 */
export function groupDelayMs(sinceLastMs: number): number {
  return Math.max(0, 10 - sinceLastMs);
}
