import type { BrokerRemark } from "../broker-report.ts";
import { isBelow } from "../version-order.ts";

/** Remarks on a version of the server. Sources: src/brokers/README.md, "Versions". */
export function versionRemarks(version: string): readonly BrokerRemark[] {
  if (isBelow(version, [2, 9, 4]))
    return [
      {
        subject: "version",
        state: "problem",
        detail: `NATS ${version} lacks what frameferry needs to take frames one by one`,
        remedy: "install 2.10.23 or a newer one",
      },
    ];
  return [versionRemark(version), flushRemark(version)];
}

function versionRemark(version: string): BrokerRemark {
  if (!isBelow(version, [2, 10, 23]))
    return { subject: "version", state: "ok", detail: `NATS ${version}`, remedy: null };
  return {
    subject: "version",
    state: "warning",
    detail: `NATS ${version} is known to lose messages that it has acknowledged, when its processes are killed; edges send such frames again, which takes time`,
    remedy: "install 2.10.23 or a newer one",
  };
}

function flushRemark(version: string): BrokerRemark {
  const cause =
    "NATS writes to disk at once, but flushes every two minutes by default: a power cut takes what is younger";
  if (isBelow(version, [2, 10, 0]))
    return {
      subject: "flushing",
      state: "warning",
      detail: `${cause}; NATS ${version} has no setting for that`,
      remedy:
        "install 2.10.23 or a newer one, and set sync_interval: always in its block jetstream",
    };
  return {
    subject: "flushing",
    state: "warning",
    detail: `${cause}; whether yours does cannot be seen from here`,
    remedy: "set sync_interval: always in the block jetstream of each server, if it is not set",
  };
}
