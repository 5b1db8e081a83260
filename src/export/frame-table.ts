import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Finding } from "../core/frame/predictions.ts";
import type { ExportFrame, NamedFrame } from "./export-frame.ts";
import { sameSources } from "./same-sources.ts";

/**
 * Frames of any number, in bounded memory: they lie in a temporary database, which sorts them on the disk.
 * Of several results of a frame, the last one counts.
 */
export class FrameTable implements Iterable<NamedFrame> {
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #sources = new Map<string, number>();
  #addedCount = 0;
  #supersededCount = 0;

  /** @param database empty, temporary and used by nobody else. */
  constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec(
      `CREATE TABLE lines (id INTEGER PRIMARY KEY, source INTEGER, frame TEXT, place INTEGER, pts REAL,
        delivered INTEGER, width INTEGER, height INTEGER, findings TEXT, text TEXT, file TEXT, offset REAL,
        upright INTEGER);
      BEGIN`,
    );
    this.#insert = database.prepare(
      "INSERT INTO lines (source, frame, place, pts, delivered, width, height, findings, text, file, offset, upright) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    );
  }

  /** Adds a result, later ones after earlier ones. */
  add({ source, frame, index, ptsSeconds, isDelivered, ...result }: ExportFrame): void {
    const { size, findings, text, recording, isUpright = false } = result;
    const number = this.#sources.get(source) ?? this.#sources.size;
    this.#sources.set(source, number);
    const { width = null, height = null } = size ?? {};
    const found = findings.length === 0 ? null : JSON.stringify(findings);
    const delivered = isDelivered ? 1 : 0;
    const { file = null, offsetSeconds = null } = recording ?? {};
    const place = [number, frame, index, ptsSeconds, delivered, width, height];
    this.#insert.run(...place, found, text, file, offsetSeconds, Number(isUpright));
    this.#addedCount += 1;
  }

  /** Drops what later results have replaced, and sorts by source, index and path. */
  settle(): void {
    this.#database.exec(
      "CREATE TABLE sources (number INTEGER PRIMARY KEY, name TEXT, same INTEGER)",
    );
    const insert = this.#database.prepare("INSERT INTO sources VALUES (?, ?, ?)");
    const same = sameSources([...this.#sources.keys()]);
    for (const [name, number] of this.#sources)
      insert.run(number, name, this.#sources.get(same.get(name) ?? name) ?? number);
    // SQLite takes the other columns from the row that has the maximum (https://sqlite.org/lang_select.html).
    this.#database.exec(
      `CREATE TABLE frames AS
        SELECT max(id) AS id, same AS source, name, frame, place, pts, delivered, width, height, findings, text,
          file, offset, upright
        FROM lines JOIN sources ON sources.number = lines.source
        GROUP BY same, frame ORDER BY same, place, frame;
      DROP TABLE lines`,
    );
    const [counted] = this.#database.prepare("SELECT count(*) AS count FROM frames").all();
    this.#supersededCount = this.#addedCount - Number(counted?.["count"]);
  }

  /** Number of results that later ones have replaced. */
  get supersededCount(): number {
    return this.#supersededCount;
  }

  *[Symbol.iterator](): Iterator<NamedFrame> {
    const rows = this.#database.prepare("SELECT * FROM frames ORDER BY rowid");
    for (const row of rows.iterate()) yield frameOf(row as unknown as Row);
  }
}

interface Row {
  readonly source: number;
  readonly name: string;
  readonly frame: string;
  readonly place: number | null;
  readonly pts: number | null;
  readonly delivered: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly findings: string | null;
  readonly text: string | null;
  readonly file: string | null;
  readonly offset: number | null;
  readonly upright: number;
}

function frameOf({ name, source, frame, place, pts, delivered, ...row }: Row): NamedFrame {
  const { width, height, findings, text, file, offset, upright } = row;
  return {
    source: name,
    sourceNumber: source,
    frame,
    index: place,
    ptsSeconds: pts,
    isDelivered: delivered === 1,
    size: width === null || height === null ? null : { width, height },
    findings: findings === null ? [] : (JSON.parse(findings) as readonly Finding[]),
    text,
    ...(upright === 1 ? { isUpright: true } : {}),
    ...(file === null || offset === null ? {} : { recording: { file, offsetSeconds: offset } }),
  };
}
