import { fileURLToPath } from "node:url";
import { type HelperProcess, startHelper } from "../../../scripts/bench/harness/helper-process.ts";
import { freePort } from "../../../scripts/bench/service/free-port.ts";

/** Indexes of one life of a camera; the next one begins at the next multiple. It shows 10 frames in a second. */
export const LIFE_INDEXES = 100_000;

/** A time without a camera, by the wall clock, in milliseconds. */
export interface Downtime {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A camera that is killed (SIGKILL) and started again at the same port. Its frames carry the number of its life. */
export class CameraLives implements AsyncDisposable {
  readonly url: string;
  readonly downtimes: Downtime[] = [];
  readonly #port: number;
  #lives = 0;
  #camera: HelperProcess | null = null;

  private constructor(port: number) {
    this.#port = port;
    this.url = `rtsp://127.0.0.1:${port}/live`;
  }

  static async start(): Promise<CameraLives> {
    const lives = new CameraLives(await freePort());
    await lives.#start();
    return lives;
  }

  /** Kills it, and starts it again. @param pause waits in between. */
  async killAndStart(pause: () => Promise<void>): Promise<void> {
    await this.#camera?.[Symbol.asyncDispose]();
    const fromMs = Date.now();
    await pause();
    await this.#start();
    this.downtimes.push({ fromMs, toMs: Date.now() });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#camera?.[Symbol.asyncDispose]();
  }

  async #start(): Promise<void> {
    const script = fileURLToPath(new URL("film-camera.ts", import.meta.url));
    const words = [script, String(this.#port), String(this.#lives * LIFE_INDEXES)];
    this.#lives += 1;
    // What a program says of a pipe that breaks when it is killed.
    const silently = ["sh", "-c", 'exec "$0" "$@" 2>/dev/null'];
    this.#camera = await startHelper([...silently, process.execPath, ...words]);
  }
}
