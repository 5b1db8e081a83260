import type { Command } from "commander";
import { runWork } from "../../app/worker/run-work.ts";
import { redactedAddress } from "../../core/service/service-address.ts";
import { isBrokerAddress } from "../../core/service/broker-address.ts";
import { workSchema } from "../../options/work-options.ts";
import { runDelivery } from "../delivery/run-delivery.ts";
import { withService } from "../errors/service-choice.ts";
import { readReporting } from "../flags/reporting.ts";
import { WORK_FLAGS } from "../flags/work-flags.ts";
import { printPlan } from "../plan/plan.ts";

/** `frameferry work`: frames from a broker, to a service and back. */
export async function workCommand(broker: string, command: Command): Promise<number> {
  const reporting = readReporting(command);
  const schema = { shape: workSchema, flags: WORK_FLAGS, given: { broker } };
  return await withService(command, schema, {
    plan: async (options) => {
      const { planOfWork } = await import("../plan/plan-work.ts");
      return printPlan(await planOfWork(options), reporting);
    },
    run: async (options) =>
      await runDelivery(
        {
          source: isBrokerAddress(broker) ? redactedAddress(broker) : broker,
          destination: { ...options, routes: [] },
          monitoring: { name: "work", options },
          isEndless: true,
          // What fails is sent again from where it landed.
          resubmit: () => null,
          hasCommand: false,
          run: async (observer, signals) => await runWork(options, observer, signals),
        },
        reporting,
      ),
  });
}
