import { randomBytes } from "node:crypto";
import type { StatementSync } from "node:sqlite";
import type { GroupCommit } from "./group-commit.ts";
import type { GuardedDatabase } from "./guarded-database.ts";

/** A frame that a broker has taken, and of which no answer is on record. */
export interface HandOver {
  /** Idempotency key of the frame. */
  readonly key: string;
  /** Time at which it was first to be handed over, in milliseconds since 1970. */
  readonly sinceMs: number;
  /** Number of the last time that it was handed over, from 1. */
  readonly round: number;
  /** Time of that round, in milliseconds since 1970. */
  readonly atMs: number;
}

/** The frames of a job that a broker has taken and nobody has answered; they are few, and all in memory. */
export class HandOvers {
  /** Name under which a broker keeps the answers for this job; another one after the job has begun anew. */
  readonly edge: string;
  readonly #commits: GroupCommit;
  readonly #database: GuardedDatabase;
  readonly #record: StatementSync;
  readonly #end: StatementSync;
  readonly #open: Map<string, HandOver>;

  /** @param forgetBeforeMs those that were handed over last before it are forgotten, in milliseconds since 1970. */
  constructor(database: GuardedDatabase, commits: GroupCommit, forgetBeforeMs: number) {
    this.#database = database;
    this.#commits = commits;
    this.#record = database.prepare(RECORD);
    this.#end = database.prepare(END);
    const edge = database.run(() => database.prepare(EDGE).get()?.["value"]);
    this.edge = typeof edge === "string" ? edge : randomBytes(EDGE_BYTES).toString("hex");
    void commits.write(() => {
      database.prepare(RECORD_EDGE).run(this.edge);
      database.prepare(FORGET).run(forgetBeforeMs);
    });
    const rows = database.run(() => database.prepare(OPEN).all()) as unknown as HandOver[];
    this.#open = new Map(rows.map((row) => [row.key, { ...row }]));
  }

  /** Number of frames that wait for their answer. */
  get count(): number {
    return this.#open.size;
  }

  /** The last time that a frame was handed over; `null` if it does not wait for an answer. */
  find(key: string): HandOver | null {
    return this.#open.get(key) ?? null;
  }

  /**
   * Records that a broker has taken a frame. What a power failure takes of it is handed over once more: no flush is worth
   * having outcomes wait for the next.
   *
   * @returns a promise that resolves when a killed program leaves it behind.
   */
  record(handOver: HandOver): Promise<void> {
    const { key, sinceMs, round, atMs } = handOver;
    this.#open.set(key, handOver);
    return this.#commits.writeLazily(() => this.#record.run(key, sinceMs, round, atMs));
  }

  /** Removes a frame that has its outcome, as part of the write that records it. */
  end(key: string): void {
    if (this.#open.delete(key)) this.#database.run(() => this.#end.run(key));
  }
}

const EDGE_BYTES = 8;
const EDGE = "SELECT value FROM about WHERE name = 'edge'";
const RECORD_EDGE = `
  INSERT INTO about (name, value) VALUES ('edge', ?)
  ON CONFLICT (name) DO UPDATE SET value = excluded.value`;
const FORGET = "DELETE FROM handed_over WHERE at_ms < ?";
const OPEN = `
  SELECT idempotency_key AS key, since_ms AS sinceMs, round, at_ms AS atMs FROM handed_over`;
const RECORD = `
  INSERT INTO handed_over (idempotency_key, since_ms, round, at_ms) VALUES (?, ?, ?, ?)
  ON CONFLICT (idempotency_key) DO UPDATE SET
    since_ms = excluded.since_ms, round = excluded.round, at_ms = excluded.at_ms`;
const END = "DELETE FROM handed_over WHERE idempotency_key = ?";
