import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import sharp from "sharp";
import { drawFrameIndex } from "../../../scripts/fixtures/frame-index.ts";

const SIZE = { width: 96, height: 48, channels: 1 } as const;

/** Lets frames land in a folder, so many in a second, each renamed into place; their pixels say which frame each is. */
export class PacedFrames {
  readonly #incoming: string;
  readonly #side: string;
  /** Number of frames that have landed. */
  landed = 0;

  private constructor(incoming: string, side: string) {
    this.#incoming = incoming;
    this.#side = side;
  }

  /** @param folder for the folder to land in and one beside it. */
  static async make(folder: string): Promise<PacedFrames> {
    const [incoming, side] = [join(folder, "in"), join(folder, "side")];
    await Promise.all([mkdir(incoming), mkdir(side)]);
    return new PacedFrames(incoming, side);
  }

  get incoming(): string {
    return this.#incoming;
  }

  /** Lands frames until the signal aborts; what a busy machine has missed lands later. */
  async land(framesPerSecond: number, signal: AbortSignal): Promise<void> {
    const startedMs = performance.now();
    while (!signal.aborted) {
      const due = ((performance.now() - startedMs) / 1000) * framesPerSecond;
      if (this.landed < due) await this.#landOne();
      else await sleep(1000 / framesPerSecond, undefined, { signal }).catch(() => {});
    }
  }

  async #landOne(): Promise<void> {
    const bytes = Buffer.alloc(SIZE.width * SIZE.height, 128);
    drawFrameIndex({ ...SIZE, bytes }, this.landed);
    const name = `frame_${String(this.landed).padStart(8, "0")}.jpg`;
    const unfinished = join(this.#side, name);
    await writeFile(unfinished, await sharp(bytes, { raw: SIZE }).jpeg({ quality: 90 }).toBuffer());
    await rename(unfinished, join(this.#incoming, name));
    this.landed += 1;
  }
}
