import type { SendProbe } from "../../core/service/probe-request.ts";
import type { Clock } from "../../core/concurrency/clock.ts";
import type { ReadinessProbe } from "../../core/service/protocol.ts";

export interface Awaited {
  /** Address of the service. */
  readonly service: string;
  readonly probe: ReadinessProbe;
  readonly sendProbe: SendProbe;
  readonly clock: Clock;
  /** Time to wait at most, in milliseconds; 0 sends one probe. */
  readonly waitMs: number;
  /** Called with the reason to wait, once for each new one. */
  readonly report: (reason: string) => void;
}

/** Pause between two probes, in milliseconds. */
const PAUSE_MS = 500;

/** Waits until a service is ready. @returns why it still is not in the end, or `null` when it is. */
export async function awaitReady(
  { service, probe, sendProbe, clock, waitMs, report }: Awaited,
  signal: AbortSignal,
): Promise<string | null> {
  const { method, headers = {} } = probe;
  const question = { method, headers, address: probe.address(service) };
  const deadlineMs = clock.nowMs() + waitMs;
  let reported: string | null = null;
  for (;;) {
    const answer = await sendProbe(question, signal);
    const reason = "fault" in answer ? answer.reason : probe.notReadyReason(answer);
    // No time makes a service of what is none.
    const isNone = "fault" in answer && answer.fault === "wrongProtocol";
    const isLast = isNone || signal.aborted || clock.nowMs() + PAUSE_MS > deadlineMs;
    if (reason === null || isLast) return reason;
    if (reason !== reported) report(reason);
    reported = reason;
    await clock.sleep(PAUSE_MS, signal).catch(() => {});
  }
}
