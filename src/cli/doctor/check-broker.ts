import { openBroker } from "../../app/brokers/open-broker.ts";
import type { BrokerRemark } from "../../brokers/broker-report.ts";
import { FrameferryError } from "../../core/errors.ts";
import type { BrokerOptions } from "../../options/broker-options.ts";
import { type Finding, ok, problem } from "./finding.ts";

/**
 * Connects to a broker, and says what it is and what should be changed.
 *
 * @throws FrameferryError `ERR_OPTION` for an address, options or files that cannot be used.
 */
export async function checkBroker(
  address: string,
  options: BrokerOptions,
): Promise<readonly Finding[]> {
  try {
    await using broker = await openBroker(address, options);
    const report = await broker.examine();
    if ("kind" in report) return [problem("broker", report.reason, report.remedy)];
    return [ok("broker", report.summary), ...report.remarks.map(findingOf)];
  } catch (error) {
    if (!(error instanceof FrameferryError) || error.code !== "ERR_BROKER_REFUSED") throw error;
    return [problem("broker", error.message, error.remedy ?? "check the login")];
  }
}

function findingOf({ subject, ...remark }: BrokerRemark): Finding {
  // The exit code is that of the broker, whatever of it is wrong.
  return { ...remark, subject: remark.state === "problem" ? "broker" : subject };
}
