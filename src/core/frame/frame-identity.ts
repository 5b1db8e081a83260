/**
 * Identity of a frame across runs. The inode is no part of it, since file systems reuse inodes.
 *
 * A frame cut from a video is rewritten by each slicing: its identity holds the size and time of the video,
 * which stay the same, instead of those of the image file.
 */
export interface FrameIdentity {
  /** Real path of the video or the watched folder, however the user spelled it. */
  readonly source: string;
  /** Path of the image below its folder, with `/` as separator on every platform. */
  readonly relativePath: string;
  /** Size in bytes. */
  readonly byteLength: number;
  /** Modification time, in milliseconds since 1970. */
  readonly modifiedAtMs: number;
  /** Digest of the bytes, if a different content had the same path, size and time; else absent. */
  readonly revision?: number;
  /** Idempotency key, if the frame came from another machine, which has made it; else absent. */
  readonly key?: string;
}
