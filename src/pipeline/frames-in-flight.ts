import type { FrameIdentity } from "../core/frame/frame-identity.ts";
import type { Frame } from "../core/frame/frame.ts";

/** Frames without outcome, by identity: the newest of each path. */
export class FramesInFlight {
  readonly #frames = new Map<string, Frame>();
  readonly #waiting = new Map<Frame, PromiseWithResolvers<void>>();

  begin(frame: Frame): void {
    this.#frames.set(keyOf(frame.identity), frame);
  }

  end(frame: Frame): void {
    const key = keyOf(frame.identity);
    if (this.#frames.get(key) === frame) this.#frames.delete(key);
    if (this.#waiting.size === 0) return;
    this.#waiting.get(frame)?.resolve();
    this.#waiting.delete(frame);
  }

  /**
   * Resolves when the frame of this path and size has its outcome; `null` if none is in flight. The time
   * may differ: `cp -p` sets it last, and the record then shows that it is the same frame.
   */
  endOf(identity: FrameIdentity): Promise<void> | null {
    const frame = this.#frames.get(keyOf(identity));
    if (frame === undefined || frame.identity.byteLength !== identity.byteLength) return null;
    const waiting = this.#waiting.get(frame) ?? Promise.withResolvers<void>();
    this.#waiting.set(frame, waiting);
    return waiting.promise;
  }
}

function keyOf({ source, relativePath }: FrameIdentity): string {
  return `${source}\0${relativePath}`;
}
