/** Places of at most `most` of so many items, spread evenly from the first to the last. */
export function spreadEvenly(count: number, most: number): readonly number[] {
  if (count <= most) return Array.from({ length: count }, (_, at) => at);
  if (most === 1) return [Math.floor((count - 1) / 2)];
  return Array.from({ length: most }, (_, at) => Math.round((at * (count - 1)) / (most - 1)));
}

/** Numbers of frames that would be sent, and of those that are left out. */
export interface FramesOfEach {
  readonly sent: number;
  readonly out: number;
}

/** How many of either kind are shown, of at most `most`: one has more than half only if there are not enough of the other. */
export function shownOfEach({ sent, out }: FramesOfEach, most: number): FramesOfEach {
  const shownSent = Math.min(sent, Math.max(Math.ceil(most / 2), most - out));
  return { sent: shownSent, out: Math.min(out, most - shownSent) };
}
