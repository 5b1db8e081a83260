import { useEffect, useState } from "preact/hooks";
import type { Range, SeriesByKey } from "../../page-data.ts";
import type { PageStore } from "./page-store.ts";
import type { Series } from "./series.ts";

/** Points of a range: those of minutes come with the feed, longer ones are asked for as long as they are shown. */
export function useSeries(store: PageStore, range: Range): Series {
  const [asked, setAsked] = useState<{ readonly range: Range; readonly series: Series } | null>(
    null,
  );
  const isLive = store.connection === "live";
  useEffect(() => {
    if (range === "minutes" || !isLive) return undefined;
    const stop = new AbortController();
    const ask = async (): Promise<void> => {
      const answer = await fetch(`/api/series/${range}`, { signal: stop.signal });
      if (!answer.ok) return;
      const series = new Map(Object.entries((await answer.json()) as SeriesByKey));
      setAsked({ range, series });
    };
    // Whatever keeps an answer from coming is told by the feed, which has lost its connection as well.
    const askQuietly = (): void => void ask().catch(() => {});
    askQuietly();
    const timer = setInterval(askQuietly, REFRESH_MS);
    return () => {
      clearInterval(timer);
      stop.abort();
    };
  }, [range, isLive]);
  if (range === "minutes") return store.minutes;
  return asked?.range === range ? asked.series : new Map();
}

const REFRESH_MS = 15_000;
