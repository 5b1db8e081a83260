import type { EventListener } from "../../core/events/run-event.ts";

/** Answer of ffmpeg; emits a warning if there is none after a few seconds. */
export async function answerOfFfmpeg<Found>(
  asking: Promise<Found>,
  emit: EventListener,
): Promise<Found> {
  const timer = setTimeout(() => {
    const message = `ffmpeg has not answered for ${USUAL_MS / 1000} s; waiting for it`;
    emit({ type: "warningRaised", message });
  }, USUAL_MS);
  try {
    return await asking;
  } finally {
    clearTimeout(timer);
  }
}

/** By when it has answered even on a busy machine. */
const USUAL_MS = 5000;
