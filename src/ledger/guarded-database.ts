import type { DatabaseSync, StatementSync } from "node:sqlite";
import { FrameferryError } from "../core/errors.ts";
import { isSqliteError, ledgerFault, logFault } from "./ledger-fault.ts";
import { loadSqlite } from "./sqlite.ts";

/**
 * A database that, after its first failure, throws that failure at every call: after a disk error the
 * result of further calls is unpredictable, and nothing may be reported as delivered.
 */
export class GuardedDatabase {
  readonly path: string;
  readonly #connection: DatabaseSync;
  #failure: FrameferryError | undefined;

  /** @throws FrameferryError if the file cannot be opened. */
  constructor(path: string, { isReadOnly }: { readonly isReadOnly: boolean }) {
    this.path = path;
    this.#connection = this.#guard(() => {
      const { DatabaseSync } = loadSqlite();
      return new DatabaseSync(path, { readOnly: isReadOnly, timeout: BUSY_TIMEOUT_MS });
    });
  }

  /** Runs statements. @throws FrameferryError the first failure, permanently. */
  run<Value>(action: (connection: DatabaseSync) => Value): Value {
    this.check();
    return this.#guard(() => action(this.#connection));
  }

  /** @throws FrameferryError the first failure, if there was one. */
  check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  execute(sql: string): void {
    this.run((connection) => connection.exec(sql));
  }

  prepare(sql: string): StatementSync {
    return this.run((connection) => connection.prepare(sql));
  }

  /** Records an error outside of SQLite as a failure of the database. */
  fail(cause: Error): FrameferryError {
    const failure = cause instanceof FrameferryError ? cause : logFault(this.path, cause);
    return (this.#failure ??= failure);
  }

  /** Rolls back an open transaction and closes the file. */
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

/** Maximum wait for a lock that another process holds briefly, such as a reader that recovers the log. */
const BUSY_TIMEOUT_MS = 1000;
