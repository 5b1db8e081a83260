import type { EventListener } from "../../core/events/run-event.ts";
import { meaningOf } from "../faults.ts";
import type { SendResult } from "../send-result.ts";

/** Warnings about one service, each raised once. */
export class ServiceWarnings {
  readonly #service: string;
  readonly #emit: EventListener;
  readonly #raised = new Set<string>();

  /** @param service its address, as it may be shown. */
  constructor(service: string, emit: EventListener) {
    this.#service = service;
    this.#emit = emit;
  }

  /** Raises the warnings that the result of a request is due. */
  note({ verdict, fault }: SendResult): void {
    const { warning } = meaningOf(fault);
    if (fault !== null && warning !== undefined && verdict.kind !== "accepted")
      this.#raise(fault, warning(this.#service, verdict.reason));
    if (verdict.kind === "unavailable" && verdict.oddWait !== undefined)
      this.#raise("wait", oddWaitWarning(verdict.oddWait, verdict.waitMs));
  }

  #raise(topic: string, message: string): void {
    if (this.#raised.has(topic)) return;
    this.#raised.add(topic);
    this.#emit({ type: "warningRaised", message });
  }
}

function oddWaitWarning(asked: string, keptMs: number | null): string {
  const kept = keptMs === null ? "which is ignored" : `of which ${keptMs / 1000} s are kept`;
  return `the service asks for a pause of "${asked}" (Retry-After), ${kept}`;
}
