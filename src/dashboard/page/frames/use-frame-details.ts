import { useEffect, useState } from "preact/hooks";
import type { FrameDetails } from "../../frame-data.ts";

/** Details of a frame once they are there, or why they are not. */
export interface AskedDetails {
  readonly details: FrameDetails | null;
  readonly trouble: string | null;
}

export function useFrameDetails(id: string): AskedDetails {
  const [asked, setAsked] = useState<AskedDetails>(NOTHING_YET);
  useEffect(() => {
    setAsked(NOTHING_YET);
    const stop = new AbortController();
    askFor(id, stop.signal).then(setAsked, () => {
      if (!stop.signal.aborted)
        setAsked({ details: null, trouble: "The program does not answer." });
    });
    return () => stop.abort();
  }, [id]);
  return asked;
}

async function askFor(id: string, signal: AbortSignal): Promise<AskedDetails> {
  const answer = await fetch(`/api/frames/${encodeURIComponent(id)}`, { signal });
  if (answer.ok) return { details: (await answer.json()) as FrameDetails, trouble: null };
  const trouble =
    answer.status === 404
      ? "The program no longer keeps the details of this frame."
      : `The program answered with ${answer.status}.`;
  return { details: null, trouble };
}

const NOTHING_YET: AskedDetails = { details: null, trouble: null };
