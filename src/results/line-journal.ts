import * as fs from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { QuickCalls } from "../core/files/quick-calls.ts";
import type { FrameResult } from "../core/frame/frame-result.ts";
import { lineName, type ResultsLine } from "./line-name.ts";
import { journalHead, STANDS, standingLines } from "./standing-lines.ts";
import { renameOver } from "../core/platform/rename-over.ts";

const open = promisify(fs.open);
const close = promisify(fs.close);
const write = promisify(fs.write);

/** Where a journal lies, and of which results file it is. */
export interface JournalPlace {
  /** Absolute path of the folder of the job. */
  readonly folder: string;
  /** Absolute path of the results file. */
  readonly results: string;
}

/**
 * Names the last lines of a results file, in the folder of its job. A line is written before the ledger has its frame. If
 * a run is killed in between, the next one sends that frame again, and sees by this that its line is there.
 *
 * It is a file of two generations and costs a write for each group of lines, which nobody waits for the disk for. A run
 * that ends removes it.
 */
export class LineJournal {
  readonly #place: JournalPlace;
  /** Lines of runs that were killed, which are left out if they are to be written again. */
  readonly #standing: Set<string>;
  readonly #calls = new QuickCalls();
  #descriptor: number | null = null;
  /** Lines named in this generation. */
  #count = 0;
  #generation = 1;
  #isBroken = false;

  private constructor(place: JournalPlace, standing: Set<string>) {
    this.#place = place;
    this.#standing = standing;
  }

  /**
   * Opens the journal behind what an earlier run has left in it.
   *
   * @param isNew true if nothing that an earlier run has written counts.
   * @throws the system's error.
   */
  static async open(place: JournalPlace, isNew: boolean): Promise<LineJournal> {
    const paths = [0, 1].map((generation) => pathOf(place, generation));
    const standing = isNew ? [] : await standingLines(paths, place.results);
    const journal = new LineJournal(place, new Set(standing.slice(-MAX_STANDING)));
    if (standing.length > 0) await journal.#begin();
    else await rm(pathOf(place, 0), { force: true });
    await rm(pathOf(place, 1), { force: true });
    return journal;
  }

  /**
   * Name of a line in the journal.
   *
   * @param key idempotency key of its frame; empty for a line about a motion.
   * @returns an empty text for a line that may come twice.
   */
  nameOf(line: ResultsLine, key: string): string {
    const name = lineName(line);
    return name === null || (key === "" && isFrame(line)) ? "" : `${key}\t${name}`;
  }

  /** True if a line stands in the file since a run that was killed; once for each. */
  takeStanding(name: string): boolean {
    return this.#standing.size > 0 && this.#standing.delete(name);
  }

  /**
   * Names lines that are about to be written. Without a disk for it a line may come twice after a kill, and nothing worse.
   *
   * @param names one in each line.
   */
  async note(names: string, count: number): Promise<void> {
    if (this.#isBroken || names === "") return;
    try {
      if (this.#descriptor === null || this.#count >= MAX_GENERATION) await this.#begin();
      this.#count += count;
      await this.#write(names);
    } catch {
      this.#isBroken = true;
    }
  }

  /** Removes the journal: all lines are of frames that the ledger has. */
  async remove(): Promise<void> {
    await this.close();
    for (const generation of [0, 1]) await rm(pathOf(this.#place, generation), { force: true });
  }

  /** Leaves the journal for the next run. */
  async close(): Promise<void> {
    const descriptor = this.#descriptor;
    this.#descriptor = null;
    this.#isBroken = true;
    if (descriptor !== null) await close(descriptor);
  }

  /** Begins the next generation in the place of the last but one. */
  async #begin(): Promise<void> {
    const previous = this.#descriptor;
    this.#generation = 1 - this.#generation;
    this.#count = 0;
    const path = pathOf(this.#place, this.#generation);
    this.#descriptor = await open(`${path}.new`, "w", PRIVATE);
    if (previous !== null) await close(previous);
    const carried = [...this.#standing].map((name) => `${name}${STANDS}\n`);
    await this.#write(`${journalHead(this.#place.results)}\n${carried.join("")}`);
    await renameOver(`${path}.new`, path);
  }

  async #write(text: string): Promise<void> {
    const descriptor = this.#descriptor;
    if (descriptor === null) return;
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length;)
      at += await this.#calls.make(
        () => fs.writeSync(descriptor, bytes, at),
        async () => (await write(descriptor, bytes, at)).bytesWritten,
      );
  }
}

function pathOf({ folder }: JournalPlace, generation: number): string {
  return join(folder, `written-lines.${generation}`);
}

function isFrame(line: ResultsLine): line is FrameResult {
  return "outcome" in line;
}

/** At most 1,000 frames wait for their commit: two generations name all of them. */
const MAX_GENERATION = 2000;
/** Lines that are carried from run to run, if their frames do not come again. */
const MAX_STANDING = 10_000;
/** Paths of frames may tell about people. */
const PRIVATE = 0o600;
