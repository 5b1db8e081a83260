import type { StatementSync } from "node:sqlite";
import type { FrameIdentity } from "../core/frame-identity.ts";
import { idempotencyKey } from "../core/idempotency-key.ts";
import type { GuardedDatabase } from "./guarded-database.ts";

/** A place of frames: a source, and a path below it. */
export type Place = Pick<FrameIdentity, "source" | "relativePath">;

/** What tells a folder, whatever its path. */
export interface FolderKey {
  readonly device: number;
  readonly inode: number;
}

/**
 * The folders that frames on record lie in: one that was renamed is found again by its device and inode.
 * A row for each folder; the same for each frame would cost as much as all else that is written of it.
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

  /** Where a folder was when its frames were put on record. */
  find({ device, inode }: FolderKey): readonly Place[] {
    return this.#find.all(device, inode) as unknown as readonly Place[];
  }

  /** @param sourceId of the place. */
  add(sourceId: number, { relativePath }: Place, { device, inode }: FolderKey): void {
    this.#add.run(sourceId, relativePath, device, inode);
  }

  /** Puts a frame on record under another place, with a key to match; what was on record there goes. */
  moveFrame(from: Place, to: FrameIdentity): void {
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
