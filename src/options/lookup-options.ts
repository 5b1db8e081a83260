import type { Shape } from "./shape.ts";
import { plainText, textList, wholeNumber } from "./units.ts";

/** Which jobs `status` shows. */
export interface StatusOptions {
  /** State folder; `null` means the usual one. @default null */
  readonly stateFolder: string | null;
}

export const statusShape: Shape<StatusOptions> = {
  stateFolder: plainText().nullable().default(null),
};

/** Which failed frames are meant. */
export interface ParkedOptions extends StatusOptions {
  /** Videos, folders or listed paths whose jobs are meant, or names of jobs. */
  readonly sources: readonly string[];
  /** A status (`429`), or a part of the reason; `null` means all. @default null */
  readonly only: string | null;
}

export const parkedShape: Shape<ParkedOptions> = {
  sources: textList(1),
  only: plainText().nullable().default(null),
  ...statusShape,
};

/** What `failures` shows. */
export interface FailuresOptions extends ParkedOptions {
  /** Frames to list for each job, at most; `null` lists all. @default null */
  readonly limit: number | null;
}

export const failuresShape: Shape<FailuresOptions> = {
  limit: wholeNumber(1).nullable().default(null),
  ...parkedShape,
};
