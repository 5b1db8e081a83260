import type { Command } from "commander";
import { lookOnce } from "../../app/brokers/look-once.ts";
import { openBroker } from "../../app/brokers/open-broker.ts";
import { brokerError } from "../../brokers/broker-error.ts";
import type { SetupPart, SetupReport } from "../../brokers/queue-plan.ts";
import { escapeControlChars, printableJson } from "../../core/text/escape-control-chars.ts";
import { brokerSetupSchema } from "../../options/broker-setup-options.ts";
import { checkOptions } from "../../options/options-schema.ts";
import { usageError } from "../errors/usage-error.ts";
import { BROKER_SETUP_FLAGS } from "../flags/broker-setup-flags.ts";
import { brokerSightText } from "../format/broker-sight.ts";
import { givenOptions } from "../flags/flags.ts";
import { printOut } from "../format/print.ts";
import { EXIT_CODES } from "../process/exit-codes.ts";

/** What `broker` can do. */
const BROKER_ACTIONS = ["init", "check", "status"] as const;

/**
 * `frameferry broker init` makes what is missing of the queues at a broker, and changes nothing that exists; `frameferry
 * broker check` only compares. Either prints all parts, and exits with 5 if one is not as needed. `frameferry broker
 * status` shows what is in the queues, and which workers are alive.
 */
export async function brokerCommand(
  action: string,
  address: string,
  command: Command,
): Promise<number> {
  const options = checkOptions(brokerSetupSchema, givenOptions(command, BROKER_SETUP_FLAGS));
  if (!isAction(action))
    throw usageError(`broker cannot ${action}`, "it can init, check and status");
  await using broker = await openBroker(address, options);
  const isJson = command.opts()["json"] === true;
  if (action === "status") {
    const sight = await lookOnce(broker);
    printOut(isJson ? printableJson(sight) : brokerSightText(sight, Date.now()));
    return EXIT_CODES.done;
  }
  const report = await (action === "init" ? broker.setUp(options) : broker.compare(options));
  if ("kind" in report) throw brokerError(report);
  printOut(isJson ? printableJson(report) : report.parts.map(partLines).join("\n"));
  return exitCodeOf(report);
}

function isAction(word: string): word is (typeof BROKER_ACTIONS)[number] {
  return BROKER_ACTIONS.some((action) => action === word);
}

function partLines({ name, state, detail, differences, remedy }: SetupPart): string {
  const lines = [
    `${STATES[state].padEnd(STATE_COLUMNS)}${name}: ${detail}`,
    ...differences.map((difference) => `${INDENT}${difference}`),
    ...(remedy === null ? [] : [`${INDENT}${remedy}`]),
  ];
  return lines.map(escapeControlChars).join("\n");
}

const STATES: Readonly<Record<SetupPart["state"], string>> = {
  made: "made",
  asNeeded: "ok",
  missing: "missing",
  differs: "differs",
  refused: "refused",
};
const STATE_COLUMNS = 9;
const INDENT: string = " ".repeat(STATE_COLUMNS);

function exitCodeOf({ parts }: SetupReport): number {
  const isRight = parts.every(({ state }) => state === "made" || state === "asNeeded");
  return isRight ? EXIT_CODES.done : EXIT_CODES.environment;
}
