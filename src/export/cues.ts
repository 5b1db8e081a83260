import type { NamedFrame } from "./export-frame.ts";

/** A label, and when in the video it was seen. */
export interface Cue {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly label: string;
}

/** What lasts until the next frame, in seconds, if there is no other frame to tell how long that is. */
const ONLY_FRAME_SECONDS = 1;

/**
 * Times of labels, in the order of their ends. A label is shown from the first frame that has it to the next
 * frame that does not, so that consecutive frames share a cue. A failed frame says nothing and changes
 * nothing. Where frames are missing, and behind the last one, a frame lasts as long as the one before.
 *
 * @param frames of one video, in the order of their times.
 */
export function* cuesOf(frames: Iterable<NamedFrame>): Iterable<Cue> {
  /** Starts of the labels that are shown. */
  const shown = new Map<string, number>();
  let previous: Moment | null = null;
  let lastsSeconds = ONLY_FRAME_SECONDS;
  const end = function* (labels: Iterable<string>, endSeconds: number): Iterable<Cue> {
    for (const label of labels) {
      const startSeconds = shown.get(label) ?? endSeconds;
      shown.delete(label);
      if (endSeconds > startSeconds) yield { startSeconds, endSeconds, label };
    }
  };
  for (const frame of frames) {
    const now = momentOf(frame);
    if (now === null) continue;
    const isNext = previous !== null && now.index === previous.index + 1;
    if (previous !== null && isNext && now.seconds > previous.seconds)
      lastsSeconds = now.seconds - previous.seconds;
    if (previous !== null && !isNext)
      yield* end([...shown.keys()], Math.min(now.seconds, previous.seconds + lastsSeconds));
    previous = now;
    if (!frame.isDelivered) continue;
    const labels = new Set(frame.findings.map(({ label }) => label));
    yield* end(
      [...shown.keys()].filter((label) => !labels.has(label)),
      now.seconds,
    );
    for (const label of labels) if (!shown.has(label)) shown.set(label, now.seconds);
  }
  if (previous !== null) yield* end([...shown.keys()], previous.seconds + lastsSeconds);
}

interface Moment {
  readonly index: number;
  readonly seconds: number;
}

/** Subtitles begin at 0, whatever the video does. */
function momentOf({ index, ptsSeconds }: NamedFrame): Moment | null {
  return ptsSeconds === null ? null : { index: index ?? 0, seconds: Math.max(0, ptsSeconds) };
}
