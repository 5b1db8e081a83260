import type { FilePosition } from "./site-fault.ts";

/** A piece of a site file, after what it takes from variables and other files was put in. */
export type SiteNode = SiteValue | SiteList | SiteMap;

/** A single value. */
export interface SiteValue {
  readonly kind: "value";
  readonly at: FilePosition;
  /** As it was typed, so that `0123` and `1.10` stay what they are; `null` for `null` and `~`. */
  readonly text: string | null;
  /** True if nothing stands there. */
  readonly isEmpty: boolean;
  /**
   * True if some of it came from a variable or another file, so that no message may repeat it; with `text: null` it could
   * not be put together, and a fault says why.
   */
  readonly isInterpolated: boolean;
}

/** Values one after the other. */
export interface SiteList {
  readonly kind: "list";
  readonly at: FilePosition;
  readonly items: readonly SiteNode[];
}

/** Values by name, in the order of the file. */
export interface SiteMap {
  readonly kind: "map";
  readonly at: FilePosition;
  readonly entries: readonly SiteEntry[];
}

/** A value with its name. */
export interface SiteEntry {
  readonly key: string;
  /** Place of the name; that of the value is in the node. */
  readonly keyAt: FilePosition;
  readonly node: SiteNode;
}

/** True if some of a value, or of one in it, came from a variable or another file. */
export function isInterpolated(node: SiteNode): boolean {
  if (node.kind === "value") return node.isInterpolated;
  if (node.kind === "list") return node.items.some(isInterpolated);
  return node.entries.some((entry) => isInterpolated(entry.node));
}
