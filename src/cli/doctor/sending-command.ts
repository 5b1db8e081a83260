import type { Choice } from "../../app/services/choose-protocol.ts";
import { isSecretName } from "../../core/service/secrets.ts";
import { addressWithPlaceholders } from "../../core/service/service-address.ts";
import { connectionWords } from "../flags/connection-words.ts";
import { quoteForShell } from "../../core/text/quote-for-shell.ts";
import { tensorWords } from "../flags/tensor-words.ts";

/** The command that sends a video's frames to a service, to be pasted; `***` stands for secrets. */
export function sendingCommand({ name, address, settings }: Choice): string {
  const { model, field, params, prompt, headers, template, metadata } = settings;
  const { headerFile, tokenCommand } = settings;
  const words = [
    ...["frameferry", "run", "VIDEO", "--protocol", name, "--to", addressWithPlaceholders(address)],
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
    ...tensorWords(settings),
    ...connectionWords(settings),
  ];
  return words.map(quoteForShell).join(" ");
}

function flag(spelling: string, value: string | null): readonly string[] {
  return value === null ? [] : [spelling, value];
}
