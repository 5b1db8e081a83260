import type { ListingOrder } from "./folder-listing.ts";

/** Options of watching a folder. */
export interface FolderWatcherOptions {
  /** Which files are frames, by their path below the folder. */
  readonly isWanted: (path: string) => boolean;
  /** Which of them are frames even if they are certainly no images. @default none is */
  readonly isMeant?: (path: string) => boolean;
  /** Which folders below it are looked into, by their path. */
  readonly isWantedFolder: (path: string) => boolean;
  /** Levels of sub-folders that belong to it; 0 means none. */
  readonly depth: number;
  /** Whether files get their names only when they are whole, so that nobody need look inside. */
  readonly arrivesWhole: boolean;
  /** Whether files that are there at the start are left alone. */
  readonly onlyNew: boolean;
  /** Order in which files that were there before are taken. */
  readonly order: ListingOrder;
  /** How long a file may stay unfinished and unchanged before it is given up, in milliseconds. */
  readonly settleMs: number;
  /** Pause between two listings that look for what no event told of, in milliseconds. */
  readonly rescanMs: number;
  /** Whether to list the folder on a timer without asking for events. */
  readonly poll: boolean;
  /** Whether to wait for a folder that is not there, or gone; else that is an error. */
  readonly waitsForFolder: boolean;
  /** Is told when the folder is there: at the start, later, or another one under its name. */
  readonly onFound?: () => void;
}
