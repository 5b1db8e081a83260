import { readFile, rm, writeFile } from "node:fs/promises";
import type { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { FrameferryError } from "../core/errors.ts";
import { isMissing } from "../core/files/system-error.ts";
import { isSqliteError, ledgerFault, RESULT_CODES, resultCodeOf } from "./ledger-fault.ts";
import { fileAt, isStillAt } from "./required-files.ts";
import { makePrivateFile } from "./private-files.ts";
import { loadSqlite } from "./sqlite.ts";

/** Exclusive ownership of a job's ledger, until it is released or the process ends. */
export interface JobOwnership {
  release(): Promise<void>;
}

/** Owner of a job. */
export interface JobOwner {
  /** Process id; `null` if unknown, for example from within another container. */
  readonly pid: number | null;
}

/**
 * Acquires a job for this process.
 *
 * The lock is SQLite's exclusive lock on an empty database of its own: the kernel keeps it, and releases it
 * when the process ends in any way. The process id in the file beside it only identifies the owner. The
 * owner must never open the database's file otherwise: closing any descriptor of a file drops all POSIX
 * locks that the process has on it.
 *
 * @throws FrameferryError `ERR_JOB_OWNED` within a second if another process, or this one, owns it.
 */
export async function acquireJob(jobFolder: string): Promise<JobOwnership> {
  return await acquireLock(jobFolder, jobActivity(jobFolder));
}

/**
 * Acquires the lock in a folder for this process.
 *
 * @param activity activity of an owner, as the end of a sentence.
 * @throws FrameferryError `ERR_JOB_OWNED` if it is taken.
 */
export async function acquireLock(folder: string, activity: string): Promise<JobOwnership> {
  const lockFile = lockFileIn(folder);
  makePrivateFile(lockFile);
  const file = fileAt(lockFile);
  const lock = openLockFile(lockFile, { timeout: LOCK_TIMEOUT_MS }, ACQUIRE_LOCK);
  if (lock === null) throw ownedByAnother(await ownerInPidFile(folder), activity);
  if (!isStillAt(lockFile, file)) {
    lock.close();
    throw jobRemoved(folder);
  }
  HELD_LOCKS.add(lock);
  const pidFile = pidFileIn(folder);
  // The id is only informative: on a full disk the lock alone must do.
  await writeFile(pidFile, `${process.pid}\n`, { mode: 0o600 }).catch(() => {});
  const release = async (): Promise<void> => {
    if (!HELD_LOCKS.delete(lock)) return;
    // A folder that replaced this one has another owner's file.
    if (isStillAt(lockFile, file)) await rm(pidFile, { force: true }).catch(() => {});
    lock.close();
  };
  return { release };
}

const ACQUIRE_LOCK = "PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE";

/** Keeps databases referenced: garbage collection would close them and release their locks. */
const HELD_LOCKS = new Set<DatabaseSync>();

/** Current owner of a job; `null` if there is none. */
export async function ownerOfJob(jobFolder: string): Promise<JobOwner | null> {
  const file = lockFileIn(jobFolder);
  if (isMissing(file)) return null;
  const unlocked = openLockFile(file, { readOnly: true }, "SELECT * FROM sqlite_schema");
  unlocked?.close();
  return unlocked === null ? await ownerInPidFile(jobFolder) : null;
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
 * Long enough for another process to check the lock, and for a new owner to replace the process id of a
 * killed one.
 */
const LOCK_TIMEOUT_MS = 300;

async function ownerInPidFile(jobFolder: string): Promise<JobOwner> {
  const text = await readFile(pidFileIn(jobFolder), "latin1").catch(() => "");
  const pid = Number.parseInt(text, 10);
  return { pid: pid > 0 && isAlive(pid) ? pid : null };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (cause) {
    // EPERM: the process exists and belongs to another user.
    return (cause as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** Error about a job that another process owns. */
export function jobOwned(jobFolder: string, owner: JobOwner): FrameferryError {
  return ownedByAnother(owner, jobActivity(jobFolder));
}

function jobActivity(jobFolder: string): string {
  return `works on this job already: ${jobFolder}`;
}

function ownedByAnother({ pid }: JobOwner, activity: string): FrameferryError {
  const owner = pid === null ? "another frameferry" : `another frameferry (process ${pid})`;
  return new FrameferryError({
    code: "ERR_JOB_OWNED",
    kind: "owned",
    message: `${owner} ${activity}`,
    remedy: pid === null ? "wait until it ends" : `wait until it ends, or end it with: kill ${pid}`,
  });
}

/** A process that removes a job owns it until it is completely removed. */
function jobRemoved(jobFolder: string): FrameferryError {
  return new FrameferryError({
    code: "ERR_JOB_OWNED",
    kind: "owned",
    message: `the job ${jobFolder} was removed just now by another frameferry`,
    remedy: "run the same command again",
  });
}

/** File with the lock of a job's owner. */
export function lockFileIn(jobFolder: string): string {
  return join(jobFolder, "owner.db");
}

function pidFileIn(jobFolder: string): string {
  return join(jobFolder, "owner.pid");
}
