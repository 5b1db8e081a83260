import { setTimeout as sleep } from "node:timers/promises";
import { FrameMaker, type LandedImage } from "../support/frames/frame-maker.ts";
import type { Oracle } from "./oracle/start-oracle.ts";

/** Lands frames in a folder, each unlike all others, and remembers them. */
export class FrameLander {
  readonly landed: LandedImage[] = [];
  readonly #maker: FrameMaker;
  readonly #folder: string;
  readonly #byteLength: number;

  private constructor(maker: FrameMaker, folder: string, byteLength: number) {
    this.#maker = maker;
    this.#folder = folder;
    this.#byteLength = byteLength;
  }

  /** @param byteLength size of each image, at least. */
  static async make(folder: string, byteLength = 0): Promise<FrameLander> {
    return new FrameLander(await FrameMaker.make(), folder, byteLength);
  }

  async land(count: number): Promise<void> {
    const [from, byteLength] = [this.landed.length, this.#byteLength];
    const options = { count, from, byteLength, isAtomic: true };
    this.landed.push(...(await this.#maker.writeFiles(this.#folder, options)));
  }

  /** @returns the digest of the one frame that it lands. */
  readonly landOne = async (): Promise<string> => {
    await this.land(1);
    return this.landed.at(-1)?.digest ?? "";
  };

  /** Lands frames as fast as they are delivered, so that a steady number of them waits. */
  async landInStep(frames: number, oracle: Oracle, end: AbortSignal): Promise<void> {
    while (this.landed.length < frames && !end.aborted) {
      const { confirmedImages } = await oracle.counts();
      if (this.landed.length - confirmedImages > MAX_WAITING) await sleep(20);
      else await this.land(Math.min(BATCH, frames - this.landed.length));
    }
  }

  /** Lands frames steadily, whatever becomes of them. */
  async landSteadily(frames: number, framesPerSecond: number, end: AbortSignal): Promise<void> {
    const pauseMs = (1000 * BATCH) / framesPerSecond;
    while (this.landed.length < frames && !end.aborted) {
      await this.land(Math.min(BATCH, frames - this.landed.length));
      await sleep(pauseMs, undefined, { signal: end }).catch(() => {});
    }
  }
}

const BATCH = 50;
const MAX_WAITING = 200;
