/** The commands that take a source of frames: a video, images, a folder in which images land. */
export type Purpose = "run" | "send" | "watch";

/** A source that is none for a command, and the way out. */
export interface Misnamed {
  readonly message: string;
  /** @param flags what else a command is to be given, with a space before it. */
  readonly remedy: (flags: (command: Purpose) => string) => string;
}
