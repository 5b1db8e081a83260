import { useEffect, useState } from "preact/hooks";
import { Feed } from "./feed.ts";
import { PageStore } from "./page-store.ts";

/** What is known of the run; the component is drawn again when that changes, once for each picture of the screen. */
export function usePageData(): PageStore {
  const [store] = useState(() => new PageStore());
  const [, setVersion] = useState(0);
  useEffect(() => {
    let isPlanned = false;
    const end = store.subscribe(() => {
      if (isPlanned) return;
      isPlanned = true;
      // A page in the background gets no pictures: it is drawn when somebody looks at it again.
      requestAnimationFrame(() => {
        isPlanned = false;
        setVersion((version) => version + 1);
      });
    });
    new Feed(store).open();
    return end;
  }, [store]);
  return store;
}
