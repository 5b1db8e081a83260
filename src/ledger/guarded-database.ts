import type { DatabaseSync, StatementSync } from "node:sqlite";
import { FrameferryError } from "../core/errors.ts";
import { isSqliteError, ledgerFault, logFault } from "./ledger-fault.ts";
import { loadSqlite } from "./sqlite.ts";

/**
 * A database that, once it has failed, answers every call with that same failure: after an error of
 * the disk nobody knows what the next call would do, and nothing may be called delivered any more.
 */
export class GuardedDatabase {
  readonly path: string;
  readonly #connection: DatabaseSync;
  #failure: FrameferryError | undefined;

  /** @throws FrameferryError when the file cannot be opened. */
  constructor(path: string, { isReadOnly }: { readonly isReadOnly: boolean }) {
    this.path = path;
    this.#connection = this.#guard(() => {
      const { DatabaseSync } = loadSqlite();
      return new DatabaseSync(path, { readOnly: isReadOnly, timeout: BUSY_TIMEOUT_MS });
    });
  }

  /** Runs statements. @throws FrameferryError the first failure, for ever. */
  run<Value>(action: (connection: DatabaseSync) => Value): Value {
    if (this.#failure !== undefined) throw this.#failure;
    return this.#guard(() => action(this.#connection));
  }

  execute(sql: string): void {
    this.run((connection) => connection.exec(sql));
  }

  prepare(sql: string): StatementSync {
    return this.run((connection) => connection.prepare(sql));
  }

  /** Counts an error that was met outside of SQLite as a failure of the database. */
  fail(cause: Error): FrameferryError {
    const failure = cause instanceof FrameferryError ? cause : logFault(this.path, cause);
    return (this.#failure ??= failure);
  }

  /** Rolls an open transaction back and gives the file up. */
  close(): void {
    if (this.#connection.isOpen) this.#connection.close();
  }

  #guard<Value>(action: () => Value): Value {
    try {
      return action();
    } catch (cause) {
      if (!isSqliteError(cause)) throw cause;
      throw (this.#failure ??= ledgerFault(this.path, cause));
    }
  }
}

/** Longest wait for a lock that another process holds for a moment, such as a reader that recovers the log. */
const BUSY_TIMEOUT_MS = 1000;
