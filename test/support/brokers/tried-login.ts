import { expect } from "vitest";
import { openBroker } from "../../../src/app/brokers/open-broker.ts";
import type { BrokerOptions } from "../../../src/options/broker-options.ts";
import { forCommandLine } from "../program/command-line-reader.ts";
import { sampleFrame } from "./sample-messages.ts";

/** Options of a login that says nothing. */
export const NO_LOGIN: BrokerOptions = {
  brokerUser: null,
  brokerPassword: null,
  brokerPasswordFile: null,
  brokerCredentialsFile: null,
  brokerNkeyFile: null,
  brokerCaFile: null,
  brokerCert: null,
  brokerKey: null,
};

/** What comes of handing a frame over with a login: `missing`, where nobody has set the broker up. */
export async function triedWith(
  url: string,
  options: Partial<BrokerOptions> = {},
): Promise<string> {
  return await forCommandLine(async () => {
    try {
      await using broker = await openBroker(url, { ...NO_LOGIN, ...options });
      expect(broker.name).not.toContain("s3cret");
      const outcome = await broker.publishFrame(sampleFrame(), new AbortController().signal);
      return outcome.kind === "taken" ? "taken" : `${outcome.kind}: ${outcome.reason}`;
    } catch (error) {
      return `${(error as { code: string }).code}: ${(error as Error).message}`;
    }
  });
}
