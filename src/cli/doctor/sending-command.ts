import type { Choice } from "../../app/services/choose-protocol.ts";
import { isSecretName } from "../../core/service/secrets.ts";
import { addressWithPlaceholders } from "../../core/service/service-address.ts";
import { connectionArguments } from "../flags/connection-arguments.ts";
import { quoteForShell } from "../../core/text/quote-for-shell.ts";
import type { SourceWords } from "./camera-words.ts";
import { tensorArguments } from "../flags/tensor-arguments.ts";

/** The command that sends frames to a service, to be pasted; `***` stands for secrets. */
export function sendingCommand({ name, address, settings }: Choice, source: SourceWords): string {
  const { model, field, params, prompt, headers, template, metadata } = settings;
  const { headerFile, tokenCommand } = settings;
  const words = [
    ...["--protocol", name, "--to", addressWithPlaceholders(address)],
    ...flag("--model", model),
    ...flag("--field", field),
    ...Object.entries(params).flatMap(([key, value]) =>
      flag("--param", `${key}=${isSecretName(key) ? "***" : value}`),
    ),
    ...flag("--prompt", prompt),
    ...Object.keys(headers).flatMap((key) => flag("--header", `${key}: ***`)),
    ...flag("--header-file", headerFile),
    ...flag("--token-command", tokenCommand === null ? null : "***"),
    ...flag("--template", template),
    ...(metadata ? ["--metadata"] : []),
    ...tensorArguments(settings),
    ...connectionArguments(settings),
  ];
  return runCommandLine(source, words);
}

/** A command that sends the frames of a camera to a service that is yet to be named. */
export function cameraCommand(source: SourceWords): string {
  return runCommandLine(source, ["--to", "http://host/predict"]);
}

function runCommandLine({ environment, words }: SourceWords, more: readonly string[]): string {
  const command = ["frameferry", "run", ...words, ...more].map(quoteForShell);
  return [...environment, ...command].join(" ");
}

function flag(spelling: string, value: string | null): readonly string[] {
  return value === null ? [] : [spelling, value];
}
