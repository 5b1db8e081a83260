import type { BrokerRemark } from "../broker-report.ts";
import { isBelow } from "../version-order.ts";

/** Remark on a version of the server. Sources: src/brokers/README.md, "Versions". */
export function versionRemark(version: string): BrokerRemark {
  const subject = "version";
  if (isBelow(version, [3, 10, 0]))
    return {
      ...{ subject, state: "problem" },
      detail: `RabbitMQ ${version} cannot remove messages of quorum queues by their age`,
      remedy: "install 4.2 or a newer one",
    };
  if (isBelow(version, [4, 1, 0]))
    return {
      ...{ subject, state: "warning" },
      detail: `RabbitMQ ${version} has a flaw by which the nodes of a cluster may come to hold different messages and lose some; edges send such frames again, which takes time`,
      remedy: "install 4.2 or a newer one",
    };
  return { subject, state: "ok", detail: `RabbitMQ ${version}`, remedy: null };
}
