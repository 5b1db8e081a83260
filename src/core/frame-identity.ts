/**
 * What makes a frame the same frame in a later run: never the inode, which a file system may hand
 * out again.
 *
 * A frame cut from a video is written anew by each slicing: its identity has the size and the time
 * of the video, which stay, instead of those of the image file.
 */
export interface FrameIdentity {
  /** The video or the watched folder, by its real path: one spelling, whatever the user typed. */
  readonly source: string;
  /** Path of the image below its folder, with `/` between its parts on every platform. */
  readonly relativePath: string;
  /** Size in bytes. */
  readonly byteLength: number;
  /** Modification time, in milliseconds since 1970. */
  readonly modifiedAtMs: number;
  /** Digest of its bytes, where another content had the same path, size and time; else absent. */
  readonly revision?: number;
}
