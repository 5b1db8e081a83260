import { option } from "../../core/option-spelling.ts";
import { formatBytes } from "../../core/text/format-bytes.ts";
import type { BrokerRemark, BrokerReport } from "../broker-report.ts";
import { initRemedy } from "../init-remedy.ts";
import type { BrokerFault } from "../publish-outcome.ts";
import { clockRemark } from "./nats-clock.ts";
import { API_CODES, apiCodeOf, faultOf, isNoResponders } from "./nats-faults.ts";
import type { NatsLink, NatsSession } from "./nats-link.ts";
import { namesOf } from "./nats-names.ts";
import { roundTrip } from "./nats-round-trip.ts";
import { versionRemarks } from "./nats-versions.ts";

/** What the doctor says of a broker. */
export async function examine(link: NatsLink, queue: string): Promise<BrokerReport | BrokerFault> {
  const { session } = link;
  if (session === null) return link.fault;
  try {
    const tookMs = (await roundTrip(session)).toFixed(1);
    const { version = "of an unknown version", cluster } = session.client.info ?? {};
    const place = cluster === undefined ? "one server" : `a server of the cluster ${cluster}`;
    return {
      summary: `${link.name} is NATS ${version}, ${place}; there and back takes ${tookMs} ms`,
      remarks: [
        ...versionRemarks(version),
        payloadRemark(session),
        ...(await jetStreamRemarks(link, session, queue)),
      ],
    };
  } catch (error) {
    return faultOf(error, link.name);
  }
}

const RECOMMENDED_BYTES = 8 * 1024 * 1024;
const RISKY_BYTES = 32 * 1024 * 1024;

function payloadRemark({ client }: NatsSession): BrokerRemark {
  const limit = client.info?.max_payload ?? 0;
  const detail = `a frame may have ${mebibytes(limit)} at most`;
  const subject = "max payload";
  if (limit < RECOMMENDED_BYTES)
    return {
      ...{ subject, state: "warning", detail: `${detail}; larger ones fail` },
      remedy: "set max_payload: 8MB in the configuration of each server",
    };
  if (limit < RISKY_BYTES) return { subject, state: "ok", detail, remedy: null };
  return {
    ...{
      subject,
      state: "warning",
      detail: `${detail}; messages of 32 MB and more have damaged streams`,
    },
    remedy: "set max_payload: 8MB in the configuration of each server",
  };
}

function mebibytes(byteLength: number): string {
  return `${Number((byteLength / 1024 / 1024).toFixed(1))} MiB`;
}

async function jetStreamRemarks(
  link: NatsLink,
  session: NatsSession,
  queue: string,
): Promise<readonly BrokerRemark[]> {
  try {
    const account = await session.jsm.getAccountInfo();
    return [
      storageRemark(account),
      await clockRemark(session),
      await streamRemark(link, session, queue),
    ];
  } catch (error) {
    if (!isNoResponders(error) && faultOf(error, link.name).kind !== "refused") throw error;
    return [
      {
        subject: "JetStream",
        state: "problem",
        detail: isNoResponders(error)
          ? "JetStream is off, so that nothing can be stored"
          : (error as Error).message,
        remedy:
          "add a block jetstream { store_dir: ... } to the configuration, or use a login that may use it",
      },
    ];
  }
}

function storageRemark({
  storage,
  limits,
}: {
  storage: number;
  limits: { max_storage: number };
}): BrokerRemark {
  const subject = "JetStream";
  const used = `JetStream is on; ${formatBytes(storage)} are stored`;
  const { max_storage: limit } = limits;
  if (limit < 0)
    return { subject, state: "ok", detail: `${used}, and the account has no limit`, remedy: null };
  const detail = `${used}, of ${formatBytes(limit)} that the account may store`;
  if (storage < limit * 0.8) return { subject, state: "ok", detail, remedy: null };
  return {
    subject,
    state: "warning",
    detail,
    remedy: "raise the limit of the account, or add workers",
  };
}

async function streamRemark(
  { name }: NatsLink,
  { jsm, client }: NatsSession,
  queue: string,
): Promise<BrokerRemark> {
  const { frames } = namesOf(queue);
  const subject = "queue";
  try {
    const { state, config } = await jsm.streams.info(frames);
    const detail = `the stream ${frames} holds ${state.messages} frames, ${formatBytes(state.bytes)}`;
    if (config.num_replicas > 1 || client.info?.cluster === undefined)
      return { subject, state: "ok", detail, remedy: null };
    return {
      ...{ subject, state: "warning", detail: `${detail}, each on one node of the cluster only` },
      remedy: `make it with ${option("replicas", 3)}, or change the replicas that it has by the tool nats`,
    };
  } catch (error) {
    if (apiCodeOf(error) !== API_CODES.streamNotFound) throw error;
    return {
      ...{ subject, state: "warning", detail: `there is no stream ${frames} yet` },
      remedy: initRemedy(name),
    };
  }
}
