import type { ListingOrder } from "./folder-listing.ts";

/** Options of watching a folder. */
export interface FolderWatcherOptions {
  /** True for files that are frames, by their path below the folder. */
  readonly isWanted: (path: string) => boolean;
  /** True for files that are frames even if they are certainly no images. @default none is */
  readonly isMeant?: (path: string) => boolean;
  /** True for folders below it that are looked into, by their path. */
  readonly isWantedFolder: (path: string) => boolean;
  /** Levels of sub-folders that belong to it; 0 means none. */
  readonly depth: number;
  /** True if files get their names only when they are whole, so that nobody need look inside. */
  readonly arrivesWhole: boolean;
  /** True if files that are there at the start are left alone. */
  readonly onlyNew: boolean;
  /** Order in which files that were there before are taken. */
  readonly order: ListingOrder;
  /** Time that a file may stay unfinished and unchanged before it is given up, in milliseconds. */
  readonly settleMs: number;
  /** Pause between two listings that look for files without an event, in milliseconds. */
  readonly rescanMs: number;
  /** True to list the folder on a timer without asking for events. */
  readonly poll: boolean;
  /** True to wait for a folder that is not there, or gone; else that is an error. */
  readonly waitsForFolder: boolean;
  /** Called when the folder is there: at the start, later, or another one under its name. */
  readonly onFound?: () => void;
}
