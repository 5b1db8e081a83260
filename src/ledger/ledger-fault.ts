import { FrameferryError } from "../core/errors.ts";
import { option } from "../core/option-spelling.ts";

/** An error of SQLite; `errcode` is its extended result code (https://sqlite.org/rescode.html). */
interface SqliteError extends Error {
  readonly errcode: number;
}

export function isSqliteError(cause: unknown): cause is SqliteError {
  return cause instanceof Error && "errcode" in cause && typeof cause.errcode === "number";
}

/** Primary result code of an SQLite error. */
export function resultCodeOf({ errcode }: SqliteError): number {
  return errcode & 0xff;
}

export const RESULT_CODES = {
  busy: 5,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

/** True for a damaged ledger, which its owner repairs. */
export function isDamage(error: unknown): boolean {
  if (!(error instanceof FrameferryError) || !isSqliteError(error.cause)) return false;
  return resultCodeOf(error.cause) === RESULT_CODES.corrupt;
}

/** Error about a failure of SQLite. @param path path of the database. */
export function ledgerFault(path: string, cause: SqliteError): FrameferryError {
  return faultOf(path, resultCodeOf(cause), cause);
}

/** Error about a failure to flush the log of a database. */
export function logFault(path: string, cause: NodeJS.ErrnoException): FrameferryError {
  const isFull = cause.code === "ENOSPC" || cause.code === "EDQUOT";
  return faultOf(path, isFull ? RESULT_CODES.full : RESULT_CODES.ioError, cause);
}

function faultOf(path: string, resultCode: number, cause: Error): FrameferryError {
  const { fault, remedy } = faults().get(resultCode) ?? {
    fault: `cannot be used: ${cause.message}`,
    remedy: CHECK_DISK,
  };
  return new FrameferryError({
    code: resultCode === RESULT_CODES.full ? "ERR_DISK_FULL" : "ERR_LEDGER_UNUSABLE",
    kind: "environment",
    message: `the ledger ${path} ${fault}`,
    remedy,
    cause,
  });
}

const AGAIN = "then run the same command again: what is not on record is sent again";
const CHECK_DISK = `check the disk and the rights of its folder, ${AGAIN}`;
const DAMAGED = {
  fault: "is damaged",
  remedy:
    "move it away and run the same command again: every frame then counts as not delivered, " +
    "and is sent again with the same idempotency key",
};

/** By their result codes. */
function faults(): ReadonlyMap<number, { readonly fault: string; readonly remedy: string }> {
  return new Map([
    [
      RESULT_CODES.full,
      { fault: "cannot be written: the disk is full", remedy: `make room on its disk, ${AGAIN}` },
    ],
    [
      RESULT_CODES.ioError,
      { fault: "cannot be read or written: the disk reports an error", remedy: CHECK_DISK },
    ],
    [RESULT_CODES.corrupt, DAMAGED],
    [RESULT_CODES.notADatabase, DAMAGED],
    [
      RESULT_CODES.busy,
      {
        fault: "is locked by another program",
        remedy: "close whatever has it open, such as the sqlite3 shell, and try again",
      },
    ],
    [
      RESULT_CODES.readOnly,
      {
        fault: "may not be written",
        remedy: `make it and its folder writable, or choose another folder with ${option("state")}`,
      },
    ],
    [
      RESULT_CODES.cannotOpen,
      {
        fault: "cannot be opened",
        remedy: `make it and its folder readable and writable, or choose another folder with ${option("state")}`,
      },
    ],
  ]);
}
