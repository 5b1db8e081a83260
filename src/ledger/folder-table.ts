import type { StatementSync } from "node:sqlite";
import type { FrameIdentity } from "../core/frame/frame-identity.ts";
import { idempotencyKey } from "../core/frame/idempotency-key.ts";
import type { GuardedDatabase } from "./guarded-database.ts";

/** Location of frames: a source, and a path below it. */
export type FrameLocation = Pick<FrameIdentity, "source" | "relativePath">;

/** Identity of a folder, independent of its path. */
export interface FolderKey {
  readonly device: number;
  readonly inode: number;
}

/**
 * Folders of the frames on record: a renamed folder is recognized by its device and inode. There is one row
 * per folder, since one per frame would double the size of a record.
 */
export class FolderTable {
  readonly #find: StatementSync;
  readonly #add: StatementSync;
  readonly #moveFrame: StatementSync;

  constructor(database: GuardedDatabase) {
    this.#find = database.prepare(FIND);
    this.#add = database.prepare(ADD);
    this.#moveFrame = database.prepare(MOVE_FRAME);
  }

  /** Locations of a folder when its frames were recorded. */
  find({ device, inode }: FolderKey): readonly FrameLocation[] {
    return this.#find.all(device, inode) as unknown as readonly FrameLocation[];
  }

  /** @param sourceId id of the location's source. */
  add(sourceId: number, { relativePath }: FrameLocation, { device, inode }: FolderKey): void {
    this.#add.run(sourceId, relativePath, device, inode);
  }

  /** Moves the record of a frame to another location, with a new key; a record there is replaced. */
  moveFrame(from: FrameLocation, to: FrameIdentity): void {
    const { source, relativePath } = to;
    this.#moveFrame.run(source, relativePath, idempotencyKey(to), from.source, from.relativePath);
  }
}

const FIND = `
  SELECT source, path AS relativePath FROM folders JOIN sources ON id = source_id
  WHERE inode = ?2 AND device = ?1`;

const ADD = `
  INSERT INTO folders (source_id, path, device, inode) VALUES (?, ?, ?, ?)
  ON CONFLICT (source_id, path) DO UPDATE SET device = excluded.device, inode = excluded.inode`;

const MOVE_FRAME = `
  UPDATE OR REPLACE frames SET source_id = (SELECT id FROM sources WHERE source = ?),
    path = ?, idempotency_key = ?
  WHERE source_id = (SELECT id FROM sources WHERE source = ?) AND path = ?`;
