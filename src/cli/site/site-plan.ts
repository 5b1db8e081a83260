import type { Site, SiteSource } from "../../app/site/site.ts";
import { FrameferryError } from "../../core/errors.ts";
import { escapeControlChars, printableJson } from "../../core/text/escape-control-chars.ts";
import { shownBroker } from "../../hooks/mqtt/broker-place.ts";
import { secretRedactor } from "../../protocols/secret-redactor.ts";
import type { Reporting } from "../flags/reporting.ts";
import { printOut } from "../format/print.ts";
import { monitoringPlan, type Plan } from "../plan/plan.ts";
import { EXIT_CODES, exitCodeOfError, gravestExitCode } from "../process/exit-codes.ts";
import { hookFacts, hookInWords } from "./hook-words.ts";
import { kindOf } from "./site-words.ts";

/** What a source would do, or why it could not. */
interface SourcePlan {
  readonly source: SiteSource;
  readonly plan: Plan | FrameferryError;
}

/** Prints what a site would run, source by source, and every ffmpeg command. @returns the exit code. */
export async function printSitePlan(
  site: Site,
  { isJson }: Pick<Reporting, "isJson">,
): Promise<number> {
  const plans: SourcePlan[] = [];
  // One after the other: each may start an ffmpeg.
  for (const source of site.sources) plans.push({ source, plan: await planOf(source) });
  const shared = monitoringPlan(site.monitoring);
  const hooks = site.hooks.map(hookFacts);
  const redactor = secretRedactor(site.secrets);
  const text = (words: string): string => redactor.text(words);
  if (isJson)
    printOut(
      printableJson(
        withoutSecrets(
          { sources: plans.map(factsOf), hooks, ...mqttFacts(site), ...shared.facts },
          text,
        ),
      ),
    );
  else
    printOut(
      text(
        [...plans.map(linesOf), linesOfHooks(site), linesOfMqtt(site), linesOfPlan(shared)]
          .filter((lines) => lines !== "")
          .join("\n\n"),
      ),
    );
  const codes = plans.flatMap(({ plan }) =>
    plan instanceof FrameferryError ? [exitCodeOfError(plan)] : [],
  );
  return codes.length === 0 ? EXIT_CODES.done : gravestExitCode(codes);
}

async function planOf(source: SiteSource): Promise<SourcePlan["plan"]> {
  const { planOfRun, planOfSend, planOfWatch } = await import("../plan/dry-run.ts");
  try {
    switch (source.command) {
      case "run":
        return await planOfRun(source.options);
      case "watch":
        return await planOfWatch(source.options);
      case "send":
        return await planOfSend(source.options, null);
      case "work":
        return await (await import("../plan/plan-work.ts")).planOfWork(source.options);
    }
  } catch (error) {
    if (!(error instanceof FrameferryError)) throw error;
    return error;
  }
}

function linesOf({ source, plan }: SourcePlan): string {
  const title = `${escapeControlChars(source.name)} (${kindOf(source)})`;
  if (!(plan instanceof FrameferryError)) return `${title}\n${linesOfPlan(plan)}`;
  const remedy = plan.remedy === undefined ? "" : `; ${plan.remedy}`;
  return `${title}\n  could not begin: ${escapeControlChars(`${plan.message}${remedy}`)} [${plan.code}]`;
}

function linesOfPlan({ lines }: Plan): string {
  return lines
    .map(([label, words]) => `  ${label.padEnd(13)}${escapeControlChars(words)}`)
    .join("\n");
}

function linesOfHooks({ hooks }: Site): string {
  if (hooks.length === 0) return "";
  const lines = hooks.map((hook) => [`${hook.name} `, hookInWords(hook)] as const);
  return `on_event\n${linesOfPlan({ facts: {}, lines })}`;
}

function linesOfMqtt({ mqtt: { mqtt, mqttTopic, mqttDiscovery } }: Site): string {
  if (mqtt === null) return "";
  const found = mqttDiscovery === false ? "" : `; found by Home Assistant below ${mqttDiscovery}`;
  const words = `${shownBroker(mqtt)}, topics ${mqttTopic}/SOURCE/...${found}`;
  return linesOfPlan({ facts: {}, lines: [["mqtt", words]] });
}

function mqttFacts({ mqtt: { mqtt } }: Site): object {
  return mqtt === null ? {} : { mqtt: shownBroker(mqtt) };
}

function factsOf({ source, plan }: SourcePlan): object {
  const { name, command, service } = source;
  const identity = { name, command, service };
  if (!(plan instanceof FrameferryError)) return { ...identity, ...plan.facts };
  const { code, kind, message, remedy } = plan;
  return { ...identity, problem: { code, kind, message, remedy } };
}

/** The same object with `***` for each secret in its texts. */
function withoutSecrets(facts: object, redact: (text: string) => string): object {
  const text = JSON.stringify(facts, (_, value: unknown) =>
    typeof value === "string" ? redact(value) : value,
  );
  return JSON.parse(text) as object;
}
