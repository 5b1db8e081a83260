import { readFile, rm, writeFile } from "node:fs/promises";
import type { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { FrameferryError } from "../core/errors.ts";
import { isMissing } from "../core/system-error.ts";
import { isSqliteError, ledgerFault, RESULT_CODES, resultCodeOf } from "./ledger-fault.ts";
import { fileAt, isStillAt } from "./held-files.ts";
import { makePrivateFile } from "./private-files.ts";
import { loadSqlite } from "./sqlite.ts";

/** The right to write a job's ledger, until it is given back or the process ends. */
export interface JobOwnership {
  release(): Promise<void>;
}

/** Who works on a job. */
export interface JobOwner {
  /** Process id; `null` if it cannot be told, as from within another container. */
  readonly pid: number | null;
}

/**
 * Takes a job for this process.
 *
 * The lock is SQLite's exclusive lock on an empty database of its own: the kernel keeps it, and
 * drops it with the process, however that ends. The process id in the file beside it only names the
 * owner. An owner's process must never open the database's file otherwise: on closing any
 * descriptor of a file, POSIX drops all locks that the process has on it.
 *
 * @throws FrameferryError `ERR_JOB_OWNED` within a second if another process, or this one, has it.
 */
export async function ownJob(jobFolder: string): Promise<JobOwnership> {
  return await takeLock(jobFolder, jobDeed(jobFolder));
}

/**
 * Takes the lock that lies in a folder for this process.
 *
 * @param deed what its owner does, as the end of a sentence.
 * @throws FrameferryError `ERR_JOB_OWNED` if somebody has it.
 */
export async function takeLock(folder: string, deed: string): Promise<JobOwnership> {
  const lockFile = lockFileIn(folder);
  makePrivateFile(lockFile);
  const file = fileAt(lockFile);
  const lock = openLockFile(lockFile, { timeout: LOCK_TIMEOUT_MS }, TAKE_LOCK);
  if (lock === null) throw ownedByAnother(await namedOwner(folder), deed);
  if (!isStillAt(lockFile, file)) {
    lock.close();
    throw jobRemoved(folder);
  }
  HELD_LOCKS.add(lock);
  const pidFile = pidFileIn(folder);
  // Without its id an owner is only nameless: on a full disk the lock alone must do.
  await writeFile(pidFile, `${process.pid}\n`, { mode: 0o600 }).catch(() => {});
  const release = async (): Promise<void> => {
    if (!HELD_LOCKS.delete(lock)) return;
    // In a folder that took the place of this one it is another owner's.
    if (isStillAt(lockFile, file)) await rm(pidFile, { force: true }).catch(() => {});
    lock.close();
  };
  return { release };
}

const TAKE_LOCK = "PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE";

/** A database that nobody refers to is closed when memory is tidied up, and its lock is gone. */
const HELD_LOCKS = new Set<DatabaseSync>();

/** Who works on a job now; `null` if nobody does. */
export async function ownerOfJob(jobFolder: string): Promise<JobOwner | null> {
  const file = lockFileIn(jobFolder);
  if (isMissing(file)) return null;
  const unlocked = openLockFile(file, { readOnly: true }, "SELECT * FROM sqlite_schema");
  unlocked?.close();
  return unlocked === null ? await namedOwner(jobFolder) : null;
}

/** The database after `statement`, or `null` if another connection has locked it. */
function openLockFile(
  file: string,
  options: { readonly readOnly?: boolean; readonly timeout?: number },
  statement: string,
): DatabaseSync | null {
  const { DatabaseSync } = loadSqlite();
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, options);
    database.exec(statement);
    return database;
  } catch (cause) {
    database?.close();
    if (!isSqliteError(cause)) throw cause;
    if (resultCodeOf(cause) === RESULT_CODES.busy) return null;
    throw ledgerFault(file, cause);
  }
}

/**
 * Long enough for somebody's look at the lock to pass, and for a new owner to have put its id in the
 * place of that of an owner that was killed.
 */
const LOCK_TIMEOUT_MS = 300;

async function namedOwner(jobFolder: string): Promise<JobOwner> {
  const text = await readFile(pidFileIn(jobFolder), "latin1").catch(() => "");
  const pid = Number.parseInt(text, 10);
  return { pid: pid > 0 && isAlive(pid) ? pid : null };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (cause) {
    // Another user's process may be looked at, but not be signalled.
    return (cause as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** The refusal of a job that somebody works on. */
export function jobOwned(jobFolder: string, owner: JobOwner): FrameferryError {
  return ownedByAnother(owner, jobDeed(jobFolder));
}

function jobDeed(jobFolder: string): string {
  return `works on this job already: ${jobFolder}`;
}

function ownedByAnother({ pid }: JobOwner, deed: string): FrameferryError {
  const owner = pid === null ? "another frameferry" : `another frameferry (process ${pid})`;
  return new FrameferryError({
    code: "ERR_JOB_OWNED",
    kind: "owned",
    message: `${owner} ${deed}`,
    remedy: pid === null ? "wait until it ends" : `wait until it ends, or end it with: kill ${pid}`,
  });
}

/** Whoever removes a job owns it until nothing of it is left. */
function jobRemoved(jobFolder: string): FrameferryError {
  return new FrameferryError({
    code: "ERR_JOB_OWNED",
    kind: "owned",
    message: `the job ${jobFolder} was removed just now by another frameferry`,
    remedy: "run the same command again",
  });
}

/** The file whose lock the owner of a job has. */
export function lockFileIn(jobFolder: string): string {
  return join(jobFolder, "owner.db");
}

function pidFileIn(jobFolder: string): string {
  return join(jobFolder, "owner.pid");
}
