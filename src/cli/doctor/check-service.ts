import {
  type Choice,
  chooseProtocol,
  type MadeProtocol,
  makeProtocol,
  type ServiceOptions,
} from "../../app/services/choose-protocol.ts";
import { ASKING_TIMEOUT_MS } from "../../app/services/service.ts";
import { insecureInWords, transportTo } from "../../app/services/service-transport.ts";
import type { SendProbe } from "../../core/service/probe-request.ts";
import type { Credentials } from "../../core/service/credentials.ts";
import { FrameferryError } from "../../core/errors.ts";
import type { ConnectionOptions } from "../../options/connection-options.ts";
import type { Transport } from "../../submitter/http/transport.ts";
import { redactedAddress } from "../../core/service/service-address.ts";
import { probeSender } from "../../submitter/http/probe-sender.ts";
import { SOME_VIDEO, type SourceWords } from "./camera-words.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";
import { sendingCommand } from "./sending-command.ts";

/**
 * Asks a service what it is and whether it is ready, as a run with `--protocol auto` does.
 *
 * @param source names the source of frames in the command that is shown.
 * @throws FrameferryError `ERR_OPTION` for settings, files and proxies that cannot be used.
 */
export async function checkService(
  options: ServiceOptions & ConnectionOptions,
  credentials: Credentials | null = null,
  source: SourceWords = SOME_VIDEO,
): Promise<readonly Finding[]> {
  const transport = transportTo([options.to], options, () => {});
  const ask = probeSender(options.headers, ASKING_TIMEOUT_MS, transport, credentials);
  return [
    ...checkConnections(options, transport),
    ...(await checkAnswers(options, { ask, credentials, source })),
  ];
}

/** Findings about connections that are not made in the usual way. */
function checkConnections(
  { to, insecure }: ServiceOptions & ConnectionOptions,
  transport: Transport,
): readonly Finding[] {
  const proxy = transport.proxyFor(new URL(to));
  const words = (): string =>
    `${redactedAddress(to)} is reached through ${proxy?.shown} (${proxy?.from})`;
  return [
    ...(proxy === null ? [] : [ok("proxy", words())]),
    ...(insecure
      ? [warning("insecure", insecureInWords(), "trust the service with --ca-file instead")]
      : []),
  ];
}

interface ServiceTools {
  readonly ask: SendProbe;
  readonly credentials: Credentials | null;
  readonly source: SourceWords;
}

async function checkAnswers(
  options: ServiceOptions,
  { ask, credentials, source }: ServiceTools,
): Promise<readonly Finding[]> {
  const choice = await chooseProtocol(options, ask, never, credentials);
  if ("problem" in choice) return [unusable(options.to, choice.problem)];
  const protocol = ok("protocol", choice.found ?? `${choice.name}, as --protocol says`);
  const command = sendingCommand(choice, source);
  const making = await whatIsMade(choice, credentials);
  if (making instanceof FrameferryError)
    return [protocol, warning("command", making.message, `${making.remedy}: ${command}`)];
  const readiness = await checkReadiness(making, ask);
  const input = readiness.state === "ok" ? await checkInput(making, ask) : [];
  return [readiness, protocol, ...input, ok("command", command)];
}

const never = new AbortController().signal;

function unusable(address: string, reason: string): Finding {
  const detail = `nothing can be sent to ${redactedAddress(address)}: ${reason}`;
  return problem("service", detail, "start the service, or check its address");
}

/** Protocol of the choice; the error to show if a setting such as a model's name is missing. */
async function whatIsMade(
  choice: Choice,
  credentials: Credentials | null,
): Promise<MadeProtocol | FrameferryError> {
  try {
    return await makeProtocol(choice, credentials);
  } catch (error) {
    if (error instanceof FrameferryError && choice.found !== null) return error;
    throw error;
  }
}

async function checkReadiness({ made, service }: MadeProtocol, ask: SendProbe): Promise<Finding> {
  const { probe } = made;
  const { method, headers = {} } = probe;
  const question = { method, headers, address: probe.address(service) };
  const startedMs = performance.now();
  const answer = await ask(question, never);
  const tookMs = Math.round(performance.now() - startedMs);
  if ("fault" in answer) return unusable(service, answer.reason);
  const shown = redactedAddress(question.address);
  const reason = probe.notReadyReason(answer);
  if (reason !== null) {
    const hint = "a run waits for it, as long as --wait-ready says";
    return warning("service", `${shown} is not ready: ${reason}`, hint);
  }
  const state = probe.isConclusive ? "is ready" : "answers";
  const detail = `${shown} ${state} (status ${answer.status} to ${probe.method}) in ${tookMs} ms`;
  return answer.status === 404 && !probe.isConclusive
    ? warning("service", detail, "the server is there but does not know this path: check it")
    : ok("service", detail);
}

/** Finding about what a protocol must know besides, such as the inputs of a model. */
async function checkInput(
  { made, service }: MadeProtocol,
  ask: SendProbe,
): Promise<readonly Finding[]> {
  const outcome = await made.setUp?.(service, ask, never);
  if (outcome === undefined) return [];
  if (!("problem" in outcome)) return [ok("input", outcome.description)];
  const { problem: reason, remedy } = outcome;
  return [remedy === undefined ? unusable(service, reason) : problem("input", reason, remedy)];
}
