import type { StatementSync } from "node:sqlite";
import type { FrameLocation } from "./folder-table.ts";
import type { GuardedDatabase } from "./guarded-database.ts";

/**
 * Greatest path on record of each folder. A greater one in the same folder has no record, and need not be looked
 * up: names that count up, as those of cameras and slicers do, cost a comparison instead of a query (0.3 instead of
 * 3 to 8 microseconds).
 */
export class RecordedPaths {
  readonly #database: GuardedDatabase;
  readonly #greatestOf: StatementSync;
  /** By source and folder; `""` where nothing is on record. */
  readonly #greatest = new Map<string, Map<string, string>>();
  #count = 0;

  /** @param database which nobody else writes to. */
  constructor(database: GuardedDatabase) {
    this.#database = database;
    this.#greatestOf = database.prepare(GREATEST);
  }

  /** True if a frame may be on record; `false` if it certainly is not. */
  mayHold({ source, relativePath }: FrameLocation): boolean {
    if (BEYOND.test(relativePath)) return true;
    const folder = folderOf(relativePath);
    const greatest = this.#greatest.get(source)?.get(folder) ?? this.#load(source, folder);
    return relativePath <= greatest;
  }

  /** A frame was put on record. */
  add({ source, relativePath }: FrameLocation): void {
    const folders = this.#greatest.get(source);
    if (folders === undefined) return;
    const folder = folderOf(relativePath);
    const greatest = folders.get(folder);
    if (greatest !== undefined && relativePath > greatest) folders.set(folder, relativePath);
  }

  #load(source: string, folder: string): string {
    const end = folder === "" ? END : `${folder.slice(0, -1)}0`;
    const row = this.#database.run(() => this.#greatestOf.get(source, folder, end));
    const greatest = String(row?.["path"] ?? "");
    if (this.#count >= MAX_FOLDERS) {
      this.#greatest.clear();
      this.#count = 0;
    }
    const folders = this.#greatest.get(source) ?? new Map<string, string>();
    this.#greatest.set(source, folders.set(folder, greatest));
    this.#count += 1;
    return greatest;
  }
}

const MAX_FOLDERS = 10_000;

/** With its slash; `""` for a path without a folder. `0` follows the slash in the order of characters. */
function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

/** Greater than every text: a blob. */
const END = new Uint8Array(1);

/**
 * SQLite orders by UTF-8, and JavaScript by UTF-16. Both agree on any two texts of which one has no character from the
 * surrogates on.
 */
const BEYOND = /[\uD800-\uFFFF]/;

/** Paths of folders below count, too, which only makes more lookups. */
const GREATEST = `
  SELECT path FROM frames WHERE source_id = (SELECT id FROM sources WHERE source = ?1)
    AND path >= ?2 AND path < ?3 ORDER BY path DESC LIMIT 1`;
