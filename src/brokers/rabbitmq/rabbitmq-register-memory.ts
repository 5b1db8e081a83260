import type { RabbitMqSession } from "./rabbitmq-link.ts";
import { type Register, readRegister } from "./rabbitmq-register.ts";

/** What the register said a short while ago: whoever looks often takes its message from others for a moment each time. */
export class RegisterMemory {
  #known: { readonly session: RabbitMqSession; readonly register: Register } | null = null;
  #readAtMs = 0;

  /** @param queue of the register. @returns as `readRegister`. */
  async read(session: RabbitMqSession, queue: string): Promise<Register | "missing" | "empty"> {
    const isFresh = performance.now() - this.#readAtMs < MAX_AGE_MS;
    if (isFresh && this.#known?.session === session) return this.#known.register;
    const register = await readRegister(session, queue);
    this.#known = typeof register === "string" ? null : { session, register };
    this.#readAtMs = performance.now();
    return register;
  }

  /** It is about to change. */
  forget(): void {
    this.#known = null;
  }
}

/** A partition that was added is seen after a minute. */
const MAX_AGE_MS = 60_000;
