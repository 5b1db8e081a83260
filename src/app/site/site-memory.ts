import { createHash } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { FrameferryError } from "../../core/errors.ts";
import { FolderFault, makeFolder } from "../../core/files/make-folder.ts";
import { replaceFile } from "../../core/files/replace-file.ts";
import { isAbsence, isSystemError, systemErrorMessage } from "../../core/files/system-error.ts";
import { AlarmMemory } from "../../hooks/memory/alarm-memory.ts";
import type { BoardMemory } from "../../hooks/memory/board-memory.ts";
import { stateFolder } from "../jobs/job-paths.ts";

/** Which site a memory is of, and who is told of trouble with it. */
export interface MemoryPlace {
  /** Real path of the site file; `null`: nothing is kept. */
  readonly file: string | null;
  /** State folder; `null`: the usual one. */
  readonly state: string | null;
  readonly warn: (message: string) => void;
}

/**
 * What a site remembers from one run to the next: troubles that hooks were told of, and what is shown by MQTT. It is one
 * small file in the state folder. A site whose memory cannot be read or written goes on without it, and says so.
 */
export class SiteMemory implements AsyncDisposable {
  readonly alarms: AlarmMemory;
  readonly #path: string | null;
  readonly #warn: (message: string) => void;
  #board: BoardMemory | null;
  #isChanged = false;
  #isTold = false;
  #writing: Promise<void> = Promise.resolve();

  private constructor(path: string | null, warn: (message: string) => void, kept: Kept) {
    this.#path = path;
    this.#warn = warn;
    this.alarms = new AlarmMemory(kept.alarms, () => this.#changed());
    this.#board = kept.board;
  }

  static async open({ file, state, warn }: MemoryPlace): Promise<SiteMemory> {
    if (file === null) return new SiteMemory(null, warn, NOTHING);
    try {
      const path = memoryPath(stateFolder(state), file);
      return new SiteMemory(path, warn, await read(path, warn));
    } catch (error) {
      if (!(error instanceof FrameferryError)) throw error;
      warn(`what hooks were told is not kept: ${error.message}`);
      return new SiteMemory(null, warn, NOTHING);
    }
  }

  /** What is shown by MQTT; `null`: nothing yet. */
  get board(): BoardMemory | null {
    return this.#board;
  }

  set board(board: BoardMemory | null) {
    if (JSON.stringify(board) === JSON.stringify(this.#board)) return;
    this.#board = board;
    this.#changed();
  }

  /** Waits until all is written. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writing;
  }

  /** Several changes at once are written once. */
  #changed(): void {
    if (this.#isChanged) return;
    this.#isChanged = true;
    this.#writing = this.#writing.then(async () => await this.#write());
  }

  async #write(): Promise<void> {
    this.#isChanged = false;
    if (this.#path === null) return;
    const kept: Kept = { alarms: this.alarms.all, board: this.#board };
    try {
      if (kept.alarms.length === 0 && kept.board === null)
        return await rm(this.#path, { force: true });
      await makeFolder(dirname(this.#path), PRIVATE);
      const text = `${JSON.stringify({ version: VERSION, ...kept })}\n`;
      await replaceFile(this.#path, text, { mode: PRIVATE_FILE });
      this.#isTold = false;
    } catch (error) {
      if (!(error instanceof FolderFault) && !isSystemError(error)) throw error;
      if (this.#isTold) return;
      this.#isTold = true;
      const why = error instanceof FolderFault ? error.message : systemErrorMessage(error);
      this.#warn(`what hooks were told is not kept: ${this.#path} cannot be written: ${why}`);
    }
  }
}

/** Contents of the file. */
interface Kept extends Omit<z.infer<typeof KEPT>, "version"> {}

const VERSION = 1;
const PRIVATE = 0o700;
const PRIVATE_FILE = 0o600;

const KEPT = z.object({
  version: z.literal(VERSION),
  alarms: z
    .array(
      z.object({
        ...{ hook: z.string(), source: z.string(), service: z.string().nullable() },
        ...{ reason: z.string().nullable(), since: z.iso.datetime(), toldAt: z.iso.datetime() },
      }),
    )
    .readonly(),
  board: z
    .object({
      ...{ broker: z.string(), clientId: z.string(), topic: z.string() },
      discovery: z.union([z.string(), z.literal(false)]),
      sources: z.array(z.string()).readonly(),
    })
    .nullable(),
});

const NOTHING: Kept = { alarms: [], board: null };

/** Beside the records of sites at work, whose names end otherwise. */
function memoryPath(state: string, file: string): string {
  const id = createHash("sha256").update(file).digest("hex").slice(0, 16);
  return join(state, "sites", `${id}.memory`);
}

async function read(path: string, warn: (message: string) => void): Promise<Kept> {
  const consequence = "a trouble that was told before may be told again";
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (isAbsence(error)) return NOTHING;
    if (!isSystemError(error)) throw error;
    warn(`${path} cannot be read: ${systemErrorMessage(error)}; ${consequence}`);
    return NOTHING;
  }
  const { data } = KEPT.safeParse(parsed(text));
  if (data !== undefined) return data;
  warn(`${path} is damaged, or of another version, and is begun anew; ${consequence}`);
  return NOTHING;
}

/** @returns `undefined` for what is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}
