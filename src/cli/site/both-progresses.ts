import type { SiteProgress } from "./site-progress.ts";

/** Tells two displays of a site the same. */
export function bothProgresses(one: SiteProgress, other: SiteProgress): SiteProgress {
  return {
    listen: (keeper, event) => {
      one.listen(keeper, event);
      other.listen(keeper, event);
    },
    changed: (keeper) => {
      one.changed(keeper);
      other.changed(keeper);
    },
    note: (keeper, text) => {
      one.note(keeper, text);
      other.note(keeper, text);
    },
    [Symbol.dispose]: () => {
      one[Symbol.dispose]();
      other[Symbol.dispose]();
    },
  };
}
