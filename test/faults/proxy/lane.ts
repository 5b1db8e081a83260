import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { LineConditions } from "./proxy-fault.ts";

/** One direction of a connection: passes bytes on in their order, late and slowly where told so. */
export class Lane {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #conditions: () => LineConditions;
  #tail: Promise<void> = Promise.resolve();
  #waitingBytes = 0;

  constructor(from: Socket, to: Socket, conditions: () => LineConditions) {
    this.#from = from;
    this.#to = to;
    this.#conditions = conditions;
  }

  /** Resolves when the bytes were handed to the kernel, or when nobody is there to take them. */
  pass(bytes: Buffer): Promise<void> {
    const dueMs = performance.now() + (this.#conditions().latencyMs ?? 0);
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes > MAX_WAITING_BYTES) this.#from.pause();
    return this.#then(async () => {
      const waitMs = dueMs - performance.now();
      if (waitMs > 0) await sleep(waitMs);
      await this.#write(bytes);
      this.#waitingBytes -= bytes.length;
      if (this.#waitingBytes <= MAX_WAITING_BYTES) this.#from.resume();
    });
  }

  /** Holds back what comes after. */
  stall(stallMs: number): void {
    void this.#then(() => sleep(stallMs));
  }

  /** Passes on that nothing more comes. */
  end(): void {
    void this.#then(async () => void this.#to.end());
  }

  #then(step: () => Promise<void>): Promise<void> {
    this.#tail = this.#after(this.#tail, step);
    return this.#tail;
  }

  async #after(former: Promise<void>, step: () => Promise<void>): Promise<void> {
    await former;
    if (!this.#to.destroyed) await step();
  }

  async #write(bytes: Buffer): Promise<void> {
    const { bytesPerSecond } = this.#conditions();
    if (bytesPerSecond === undefined) return await this.#writePiece(bytes);
    const pieceLength = Math.max(1, Math.floor(bytesPerSecond * PIECE_SECONDS));
    for (let at = 0; at < bytes.length && !this.#to.destroyed; at += pieceLength) {
      const piece = bytes.subarray(at, at + pieceLength);
      await this.#writePiece(piece);
      await sleep((piece.length / bytesPerSecond) * 1000);
    }
  }

  /** An error of the socket is told by its own event. */
  #writePiece(piece: Buffer): Promise<void> {
    return new Promise((resolve) => this.#to.write(piece, () => resolve()));
  }
}

const MAX_WAITING_BYTES = 4 * 1024 * 1024;
const PIECE_SECONDS = 0.02;
