import type { BrokerRemark } from "../broker-report.ts";
import type { NatsSession } from "./nats-link.ts";
import { roundTrip } from "./nats-round-trip.ts";

/**
 * Remark on the clock of the broker. It tells its time in the record of each call of its API, which anybody in the
 * account may listen to.
 */
export async function clockRemark(session: NatsSession): Promise<BrokerRemark> {
  const { client, jsm } = session;
  const records = client.subscribe("$JS.EVENT.ADVISORY.API", { max: 1, timeout: WAIT_MS });
  try {
    await roundTrip(session);
    const beforeMs = Date.now();
    await jsm.getAccountInfo();
    for await (const record of records) {
      const { timestamp = "" } = record.json<{ timestamp?: string }>();
      const atMs = Date.parse(timestamp);
      if (!Number.isNaN(atMs)) return remarkOn(atMs - (beforeMs + Date.now()) / 2);
    }
  } catch {
    // It has sent no record in time, or this login may not listen to it.
  } finally {
    records.unsubscribe();
  }
  return {
    subject: "clock",
    state: "warning",
    detail: "the broker does not tell its time to this login",
    remedy: "compare the clocks by hand, or let the login subscribe to $JS.EVENT.ADVISORY.API",
  };
}

const WAIT_MS = 2000;
const MAX_OFFSET_MS = 2000;

function remarkOn(offsetMs: number): BrokerRemark {
  const seconds = Math.abs(offsetMs / 1000).toFixed(1);
  const detail = `the clock of the broker is ${seconds} s ${offsetMs < 0 ? "behind" : "ahead of"} that of this machine`;
  if (Math.abs(offsetMs) <= MAX_OFFSET_MS)
    return { subject: "clock", state: "ok", detail, remedy: null };
  return {
    subject: "clock",
    state: "warning",
    detail: `${detail}, so that the ages of frames that are shown are wrong`,
    remedy: "let both set their clocks by NTP",
  };
}
