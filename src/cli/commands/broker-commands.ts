import type { Command } from "commander";
import { brokerSetupSchema } from "../../options/broker-setup-options.ts";
import { collectSchema } from "../../options/collect-options.ts";
import { BROKER_SETUP_FLAGS } from "../flags/broker-setup-flags.ts";
import { COLLECT_FLAGS } from "../flags/collect-flags.ts";
import { addFlags } from "../flags/flags.ts";
import { addJsonFlag, describe, type SetExitCode } from "./command-parts.ts";

/** Makes and checks the queues of a broker. */
export function addBrokerCommand(program: Command, setExitCode: SetExitCode): void {
  const command = describe(
    program.command("broker"),
    "make the queues of a message broker, check them, or show what waits in them",
    BROKER_EXAMPLES,
  )
    .argument(
      "<action>",
      "init: make what is missing; check: change nothing; status: what waits, and which workers are alive",
    )
    .argument(
      "<address>",
      "address of the broker: nats://broker:4222/frames or amqp://broker:5672/frames",
    )
    .action(async (action: string, address: string) => {
      const { brokerCommand } = await import("./broker-command.ts");
      setExitCode(await brokerCommand(action, address, command));
    });
  addFlags(command, BROKER_SETUP_FLAGS, brokerSetupSchema);
  addJsonFlag(command);
}

const BROKER_EXAMPLES = `
frameferry broker init nats://broker:4222/frames --replicas 3 --max-size 50GB
frameferry broker check nats://broker:4222/frames
frameferry broker status nats://broker:4222/frames
`;

/** Reads the results at a broker. */
export function addResultsCommand(program: Command, setExitCode: SetExitCode): void {
  const command = describe(
    program.command("results"),
    "read the results at a broker, and take them from nobody",
    RESULTS_EXAMPLES,
  )
    .argument("<broker>", "address of the broker: nats://broker:4222/frames")
    .action(async (broker: string) => {
      const { resultsCommand } = await import("./results-command.ts");
      setExitCode(await resultsCommand(broker, command));
    });
  addFlags(command, COLLECT_FLAGS, collectSchema);
}

const RESULTS_EXAMPLES = `
frameferry results nats://broker:4222/frames
frameferry results nats://broker:4222/frames --follow --results answers.jsonl
frameferry results nats://... --follow --site berlin | jq .predictions
`;
